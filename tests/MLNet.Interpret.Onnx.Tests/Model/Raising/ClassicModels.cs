namespace MLNet.Interpret.Onnx.Tests.Model.Raising;

/// <summary>One small model for every operator of classic machine learning that is arithmetic.</summary>
public static class ClassicModels
{
    public static IReadOnlyList<(string Name, Func<OldModel> Model)> All { get; } =
    [
        ("Scaler", () => X().Node("Scaler", "x", "y", n => Classic(n).Set("offset", [1f, -0.5f, 2, 0]).Set("scale", [0.5f, 3, -1, 2])).Output("y")),
        ("Scaler of one number", () => X().Node("Scaler", "x", "y", n => Classic(n).Set("offset", [0.25f]).Set("scale", [2f])).Output("y")),
        ("Scaler of double precision", () => new OldModel(15).Input("x", null, [3, 4], ElementType.Double).Node("Scaler", "x", "y", n => Classic(n).Set("offset", [1f]).Set("scale", [0.5f])).Output("y")),
        ("Normalizer to the sum", () => X().Node("Normalizer", "x", "y", n => Classic(n).Set("norm", "L1")).Output("y")),
        ("Normalizer to the length", () => X().Node("Normalizer", "x", "y", n => Classic(n).Set("norm", "L2")).Output("y")),
        ("FeatureVectorizer", () => X().Input("z", 3, 2).Node("FeatureVectorizer", "x z", "y", n => Classic(n).Set("inputdimensions", [4L, 2])).Output("y")),
        ("LinearRegressor", () => X().Node("LinearRegressor", "x", "y", n => Weights(n, 2).Set("targets", 2L)).Output("y")),
        .. new[] { "NONE", "SOFTMAX", "LOGISTIC" }.Select(then => ($"LinearClassifier, {then}", (Func<OldModel>)(() => Classifier(then, "s").Output("s")))),
    ];

    /// <summary>A classifier of three classes by four features.</summary>
    public static OldModel Classifier(string then, string scores) =>
        X().Node("LinearClassifier", "x", $"label {scores}", n => Weights(n, 3).Set("post_transform", then).Set("multi_class", 1L).Set("classlabels_ints", [0L, 1, 2]));

    public static OnnxNode Classic(OnnxNode node)
    {
        node.Domain = "ai.onnx.ml";
        return node;
    }

    /// <summary>Coefficient j of result i is the sine of 4 i + j.</summary>
    private static OnnxNode Weights(OnnxNode node, int results) => Classic(node)
        .Set("coefficients", [.. Enumerable.Range(0, 4 * results).Select(i => MathF.Sin(i))])
        .Set("intercepts", [.. Enumerable.Range(0, results).Select(i => 0.5f * i - 0.25f)]);

    private static OldModel X() => new OldModel(15).Input("x", 3, 4);
}
