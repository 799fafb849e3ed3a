namespace MLNet.Interpret.Onnx;

/// <summary>
/// What scikit-learn's converter writes around networks, in the domain of classic machine learning: scalers before them, labels and maps behind.
/// Where an operator is arithmetic, that takes its place; others stay, and do no harm where no gradient passes.
/// </summary>
internal static class ClassicRows
{
    private const string Domain = "ai.onnx.ml.";

    public static void AddTo(RaiseTable table) => table
        .Always(Domain + "Scaler", Scaler)
        .Always(Domain + "Normalizer", Normalizer)
        .Always(Domain + "LinearRegressor", LinearRegressor)
        .Always(Domain + "LinearClassifier", LinearClassifier)
        .Always(Domain + "FeatureVectorizer", n => n.Replace(n.Graph.Concat([.. Enumerable.Range(0, n.Node.Inputs.Count).Select(i => Floats(n, i))], 1)))
        // A map of scores by label for each row is a row of scores.
        .Always(Domain + "ZipMap", n => n.Replace(n.X().Apply("Identity")));

    private static void Scaler(OldNode n)
    {
        Value x = Floats(n, 0);
        x = n.Node.Floats("offset") is { Length: > 0 } offset ? x - n.Graph.Constant(OnnxTensor.Of(offset, offset.Length), "offset") : x;
        n.Replace(n.Node.Floats("scale") is { Length: > 0 } scale ? x * n.Graph.Constant(OnnxTensor.Of(scale, scale.Length), "scale") : x);
    }

    private static void Normalizer(OldNode n)
    {
        long p = n.Node.Text("norm", "MAX") switch { "L1" => 1, "L2" => 2, _ => 0 };
        if (p == 0)
        {
            n.Keep();
            return;
        }
        n.Replace(n.Graph.Node("LpNormalization", Floats(n, 0)).With("axis", -1L).With("p", p).Out());
    }

    private static void LinearRegressor(OldNode n)
    {
        if (n.Node.Text("post_transform", "NONE") != "NONE" || Linear(n, (int)n.Node.Int("targets", 1)) is not { } scores)
        {
            n.Keep();
            return;
        }
        n.Replace(scores);
    }

    private static void LinearClassifier(OldNode n)
    {
        int classes = n.Node.Ints("classlabels_ints")?.Length is > 0 and var numbers ? numbers : n.Node.Texts("classlabels_strings")?.Length ?? 0;
        string then = n.Node.Text("post_transform", "NONE");
        // With one row of coefficients for two classes, scores follow from labels in several ways.
        if (then is not ("NONE" or "SOFTMAX" or "LOGISTIC") || !n.Node.HasOutput(1) || n.Node.Floats("coefficients")?.Length % Math.Max(1, classes) != 0
            || n.Node.Floats("intercepts") is { Length: > 0 } given && given.Length != classes || Linear(n, classes) is not { } scores)
        {
            n.Keep();
            return;
        }
        scores = then switch
        {
            "SOFTMAX" => n.Graph.Node("Softmax", scores).With("axis", -1L).Out(),
            "LOGISTIC" => scores.Apply("Sigmoid"),
            _ => scores,
        };
        n.Replace(scores, 1);
        if (n.Node.HasOutput(0) && n.IsUsed(n.Node.Outputs[0]))
        {
            n.Node.Outputs[1] = n.Graph.FreshName("scores");
            n.Keep();
        }
    }

    /// <summary>A product with coefficients, a row for each result; null where they are not so many.</summary>
    private static Value? Linear(OldNode n, int results)
    {
        if (results == 0 || n.Node.Floats("coefficients") is not { Length: > 0 } rows || rows.Length % results != 0)
        {
            return null;
        }
        // Columns, so that it is one product.
        int width = rows.Length / results;
        float[] columns = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            columns[i % width * results + i / width] = rows[i];
        }
        Value product = Floats(n, 0).MatMul(n.Graph.Constant(OnnxTensor.Of(columns, width, results), "coefficients"));
        return n.Node.Floats("intercepts") is { Length: > 0 } shift ? product + n.Graph.Constant(OnnxTensor.Of(shift, shift.Length), "intercepts") : product;
    }

    private static Value Floats(OldNode n, int index) => n.X(index).Cast(ElementType.Float);
}
