using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Onnx.Tests.Backward;

public class WalkTests
{
    [Fact]
    public void Gradients_of_a_value_used_twice_add_up()
    {
        // y = tanh(x) + sigmoid(x); the expectation is the closed form 1 - tanh² + s (1 - s).
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(3));
        g.Output(g.Add("Tanh", x) + g.Add("Sigmoid", x), "y", new TensorShape(3));

        GraphBuilder back = new(model);
        Value y = back.Existing("y", ElementType.Float);
        Value seed = back.Constant(OnnxTensor.Of([1f, 1f, 1f], 3));
        RuleSet rules = RuleSet.Gradient.With("Identity", n => [n.DY()]);
        Value gradient = BackwardWalk.Run(back, TypeInference.Infer(model), rules, [("y", seed)], ["x"])["x"];
        back.Output(gradient, "dx");

        float[] at = [-1f, 0.25f, 2f];
        using InferenceSession session = new(model.ToBytes());
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(at, [3]);
        using RunOptions run = new();
        using var results = session.Run(run, ["x"], [input], ["dx"]);
        float[] dx = results[0].GetTensorDataAsSpan<float>().ToArray();
        for (int i = 0; i < at.Length; i++)
        {
            double t = Math.Tanh(at[i]), s = 1 / (1 + Math.Exp(-at[i]));
            Assert.Equal(1 - t * t + s * (1 - s), dx[i], 1e-6);
        }
    }
}
