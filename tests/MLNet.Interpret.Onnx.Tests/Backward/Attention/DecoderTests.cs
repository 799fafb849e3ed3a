using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward.Attention;

/// <summary>
/// A small decoder in the operators of sets 23 and 24, as exporters write them: the gradient of a token's score with respect to the embedded
/// text, against central differences, of the fourth order, of the decoder that is given embedded text.
/// </summary>
public class DecoderTests
{
    private const int Rows = 2, Length = 5, Width = 8, Tokens = 7, Heads = 4, KeyHeads = 2, HeadSize = 4;
    private const float Step = 1f / 32;

    private static readonly long[] _text = [3, 1, 4, 1, 5, 2, 6, 5, 3, 0];
    private static readonly long[] _targets = [2, 5];

    [Fact]
    public void The_gradient_of_a_score_by_the_embedded_text_is_its_slope()
    {
        GradientGraph graph = GradientGraph.Build(Network.FromModel(Decoder(fromTokens: true)), new() { WithRespectTo = "embedded" });
        Assert.Null(graph.Batch);
        // The network's own nodes stay what they are.
        Assert.Equal(2, graph.Model.Nodes.Count(n => n.OpType == "Attention"));
        using NetworkSession session = new(graph.Model);
        var run = session.Run(new Dictionary<string, TensorBuffer>
        {
            ["tokens"] = TensorBuffer.Of(_text, Rows, Length), [graph.TargetInput!] = TensorBuffer.Of(_targets, Rows),
        });
        float[] found = run[graph.GradientOutput].Span<float>().ToArray();

        double[] expected = Slopes(Embedded());
        double largest = expected.Max(Math.Abs);
        Assert.True(largest > 0.1, $"The decoder hardly depends on its text: {largest}.");
        Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, 1e-4 * largest));
        // A text's first word sees none but itself, the last sees all: every word has a say.
        Assert.All(Enumerable.Range(0, Rows * Length), word => Assert.Contains(found.Skip(word * Width).Take(Width), v => Math.Abs(v) > 1e-3));
    }

    private static double[] Slopes(float[] embedded)
    {
        using NetworkSession session = new(Decoder(fromTokens: false));
        double[] slopes = new double[embedded.Length];
        for (int i = 0; i < slopes.Length; i++)
        {
            slopes[i] = (8 * (Score(i, Step) - Score(i, -Step)) - (Score(i, 2 * Step) - Score(i, -2 * Step))) / (12 * Step);
        }
        return slopes;

        double Score(int at, float by)
        {
            float[] moved = (float[])embedded.Clone();
            moved[at] += by;
            float[] scores = session.Run(new Dictionary<string, TensorBuffer> { ["embedded"] = TensorBuffer.Of(moved, Rows, Length, Width) })["scores"].Span<float>().ToArray();
            int row = at / (Length * Width);
            return scores[row * Tokens + (int)_targets[row]];
        }
    }

    private static float[] Embedded() => [.. _text.SelectMany(t => Numbers(1, Tokens * Width).Skip((int)t * Width).Take(Width))];

    private static OnnxModel Decoder(bool fromTokens)
    {
        OnnxModel model = new(24);
        GraphBuilder g = new(model, "net");
        Value text = fromTokens ? g.Input("tokens", ElementType.Int64, new TensorShape([new Dim(-1, "texts"), Length])) : default;
        Value embedded = fromTokens
            ? g.Node("Gather", g.Constant(OnnxTensor.Of(Numbers(1, Tokens * Width), Tokens, Width), "table"), text).With("axis", 0L).Out()
            : g.Input("embedded", ElementType.Float, new TensorShape([new Dim(-1, "texts"), Length, Width]));
        if (fromTokens)
        {
            model.Nodes[^1].Outputs[0] = "embedded";
            embedded = g.Existing("embedded", ElementType.Float);
        }
        Value places = g.Node("Slice", embedded.ShapeOf(), g.Longs(0), g.Longs(2), g.Longs(0)).Out(ElementType.Int64);
        Value positions = g.Longs([.. Enumerable.Range(0, Length).Select(i => (long)i)]).Expand(places);
        Value x = embedded;
        for (int block = 0; block < 2; block++)
        {
            x = Block(x, positions, 10 * (block + 1));
        }
        Value last = Normalised(x, 40).Slice([Length - 1], [Length], [1]).Squeeze(1);
        g.Output(Product(last, 41, Tokens), "scores");
        return model;
    }

    private static Value Block(Value x, Value positions, int seed)
    {
        GraphBuilder g = x.Graph;
        Value normalised = Normalised(x, seed);
        Value query = Turned(Product(normalised, seed + 1, Heads * HeadSize), Heads), key = Turned(Product(normalised, seed + 2, KeyHeads * HeadSize), KeyHeads);
        Value attended = g.Node("Attention", query, key, Product(normalised, seed + 3, KeyHeads * HeadSize))
            .With("q_num_heads", Heads).With("kv_num_heads", KeyHeads).With("is_causal", 1).Out();
        x += Product(attended, seed + 4, Width);
        Value again = Normalised(x, seed + 5);
        Value gate = g.Node("Swish", Product(again, seed + 6, 12)).With("alpha", 1.25f).Out();
        return x + Product(gate * Product(again, seed + 7, 12), seed + 8, Width);

        Value Turned(Value heads, int count)
        {
            float[] angles = [.. Enumerable.Range(0, Length * HeadSize / 2).Select(i => i / (HeadSize / 2) / (i % 2 == 0 ? 1f : 10f))];
            Value cos = g.Constant(OnnxTensor.Of(Array.ConvertAll(angles, MathF.Cos), Length, HeadSize / 2)), sin = g.Constant(OnnxTensor.Of(Array.ConvertAll(angles, MathF.Sin), Length, HeadSize / 2));
            return g.Node("RotaryEmbedding", heads, cos, sin, positions).With("num_heads", count).Out();
        }
    }

    private static Value Normalised(Value x, int seed) => x.Graph.Add("RMSNormalization", x, x.Graph.Constant(OnnxTensor.Of(Numbers(seed, Width), Width)));

    private static Value Product(Value x, int seed, int width)
    {
        int from = seed is 14 or 24 ? Heads * HeadSize : seed is 18 or 28 ? 12 : Width;
        return x.MatMul(x.Graph.Constant(OnnxTensor.Of(Numbers(seed, from * width), from, width)));
    }

    private static float[] Numbers(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
