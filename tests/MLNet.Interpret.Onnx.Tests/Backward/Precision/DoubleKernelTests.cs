using MLNet.Interpret.Onnx.Backward.Precision;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward.Precision;

/// <summary>The expectation is ONNX Runtime: whether it opens a graph of the operator with inputs of double precision.</summary>
public class DoubleKernelTests
{
    public static TheoryData<string> Kernels => [.. DoubleKernels.Operators.Order()];

    public static TheoryData<string> Lowered => [.. DoubleLowerings.Operators.Where(o => o != "BatchNormalization").Order()];

    [Theory, MemberData(nameof(Kernels))]
    public void An_operator_that_is_taken_to_run_in_double_does(string op)
    {
        using NetworkSession session = new(Graph(op));
        Assert.NotEmpty(session.Outputs);
    }

    [Theory, MemberData(nameof(Lowered))]
    public void An_operator_that_is_put_together_from_others_has_no_kernel_of_its_own(string op) =>
        Assert.ThrowsAny<InvalidDataException>(() => new NetworkSession(Graph(op)).Dispose());

    private static OnnxModel Graph(string op)
    {
        OnnxModel model = new(OnnxModel.NewestOpset);
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Double, op is "Gemm" or "GatherND" ? new TensorShape(4, 4) : new TensorShape(2, 4, 4, 4));
        NodeInProgress node = op switch
        {
            "Conv" => g.Node(op, x, Constant(g, 4, 4, 3, 3)),
            "AveragePool" or "MaxPool" => g.Node(op, x).With("kernel_shape", [2, 2]),
            "DepthToSpace" or "SpaceToDepth" => g.Node(op, x).With("blocksize", 2),
            "InstanceNormalization" => g.Node(op, x, Constant(g, 4), Constant(g, 4)),
            "LayerNormalization" => g.Node(op, x, Constant(g, 4), Constant(g, 4)),
            "DeformConv" => g.Node(op, x, Constant(g, 4, 4, 1, 1), x.Slice([0], [2], [1])),
            "TensorScatter" => g.Node(op, x, x.Slice([0], [2], [2])),
            "RMSNormalization" => g.Node(op, x, Constant(g, 4)),
            "Where" => g.Node(op, x > 0, x, x),
            "Concat" => g.Node(op, x, x).With("axis", 0L),
            "CumSum" or "CumProd" => g.Node(op, x, g.LongScalar(0)),
            "Einsum" => g.Node(op, x, x).With("equation", "abcd,abcd->abc"),
            "Expand" => g.Node(op, x, g.Longs(3, 2, 4, 4, 4)),
            "Gather" or "GatherND" or "Unsqueeze" => g.Node(op, x, g.Longs(0)),
            "GatherElements" => g.Node(op, x, x.Cast(ElementType.Int64)),
            "Pad" => g.Node(op, x, g.Longs(1, 1, 1, 1, 1, 1, 1, 1)),
            "Reshape" => g.Node(op, x, g.Longs(-1)),
            "ScatterElements" => g.Node(op, x, x.Cast(ElementType.Int64), x).With("reduction", "add"),
            "ScatterND" => g.Node(op, x, g.Longs(0).Unsqueeze(0), x.Slice([0], [1], [0])).With("reduction", "add"),
            "Slice" => g.Node(op, x, g.Longs(0), g.Longs(1)),
            "Split" => g.Node(op, x).With("num_outputs", 2),
            "Squeeze" => g.Node(op, x.Slice([0], [1], [0]), g.Longs(0)),
            "Tile" => g.Node(op, x, g.Longs(2, 1, 1, 1)),
            "Mod" => g.Node(op, x, x).With("fmod", 1),
            "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Max" or "Min" or "Sum" or "Mean" or "MatMul" or "Gemm" or "PRelu"
                or "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" => g.Node(op, x, x),
            _ => g.Node(op, x),
        };
        int outputs = op == "Split" ? 2 : 1;
        for (int i = 0; i < outputs; i++)
        {
            model.Outputs.Add(new ValueInfo(node.Out().Name, null));
        }
        return model;
    }

    private static Value Constant(GraphBuilder g, params long[] shape) =>
        g.Constant(OnnxTensor.Of([.. Enumerable.Repeat(0.5, (int)shape.Aggregate((a, b) => a * b))], shape));
}
