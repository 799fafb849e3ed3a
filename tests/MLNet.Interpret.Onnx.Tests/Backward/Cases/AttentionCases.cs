using MLNet.Interpret.Onnx.Tests.Backward.Attention;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class AttentionCases
{
    private static readonly CaseInput _positions = Tensor(OnnxTensor.Of([0L, 1, 2, 4, 2, 0], 2, 3));

    public static readonly GradientCase[] Rows =
    [
        .. AttentionSetting.All.Select(s => s.ToCase()),
        Rotary("", In(2, 2, 3, 4).Batched(), 2, isDifferentiable: false, _positions),
        Rotary("differentiable angles", In(2, 2, 3, 4), 2, isDifferentiable: true, _positions),
        Rotary("interleaved", In(2, 2, 3, 4), 2, isDifferentiable: false, _positions) with { Set = n => n.Set("interleaved", 1) },
        Rotary("interleaved, differentiable angles", In(2, 2, 3, 4).Batched(), 2, isDifferentiable: true, _positions) with { Set = n => n.Set("interleaved", 1) },
        Rotary("a part of each head", In(2, 2, 3, 6), 2, isDifferentiable: false, _positions) with { Set = n => n.Set("rotary_embedding_dim", 4) },
        Rotary("a part of each head, interleaved, differentiable angles", In(2, 2, 3, 6), 1, isDifferentiable: true, _positions) with
        {
            Set = n => n.Set("rotary_embedding_dim", 2).Set("interleaved", 1),
        },
        Rotary("angles of every row", In(2, 2, 3, 4), 2, isDifferentiable: false),
        Rotary("angles of every row, differentiable", In(2, 2, 3, 4), 2, isDifferentiable: true),
        Rotary("flat", In(2, 3, 8).Batched(), 2, isDifferentiable: false, _positions) with { Set = n => n.Set("num_heads", 2) },
        Rotary("flat, differentiable angles", In(2, 3, 8).Batched(), 2, isDifferentiable: true, _positions) with { Set = n => n.Set("num_heads", 2) },
        new("TensorScatter", "from the start", In(2, 5, 3).Batched(), In(2, 2, 3).Batched()) { Opset = 24, SecondOrder = SecondOrder.Zero },
        new("TensorScatter", "from a place of each row", In(2, 2, 4, 3), In(2, 2, 2, 3), Longs(2, 0)) { Opset = 24, SecondOrder = SecondOrder.Zero },
        new("TensorScatter", "circular, another axis", In(2, 4, 2).Batched(), In(2, 3, 2).Batched(), Longs(3, 1).AtRunTime().Batched())
        {
            Opset = 24, SecondOrder = SecondOrder.Zero, Set = n => n.Set("axis", 1).Set("mode", "circular"),
        },
    ];

    private static GradientCase Rotary(string variant, CaseInput x, int half, bool isDifferentiable, CaseInput? positions = null)
    {
        CaseInput angles = positions is null ? In(2, 3, half) : Weight(5, half);
        angles = isDifferentiable ? angles : angles.NotDifferentiable();
        return new("RotaryEmbedding", variant, positions is null ? [x, angles, angles] : [x, angles, angles, positions])
        {
            Opset = 23, Step = 0.5, SecondOrder = isDifferentiable ? SecondOrder.Exists : SecondOrder.Zero,
        };
    }
}
