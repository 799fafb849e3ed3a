using System.Text.Json;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Tests;

/// <summary>Expectation: a network whose decision is a threshold on one feature, which any tree finds.</summary>
public sealed class SurrogateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("surrogate").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("fasttree")]
    [InlineData("cart")]
    [InlineData("c45")]
    [InlineData("ann-dt")]
    [InlineData("trepan")]
    public async Task Finds_the_threshold_of_a_network(string inducer)
    {
        string train = Rows("x.npy", 400, 1), test = Rows("t.npy", 100, 2);
        float[] values = Npy.Read(test).ToFloats();
        Npy.Write(Path.Combine(_folder, "y.npy"), [.. Enumerable.Range(0, 100).Select(i => values[2 * i + 1] > 0 ? 1f : 0)], 100);
        File.WriteAllLines(Path.Combine(_folder, "names.txt"), ["height", "weight"]);
        string tree = Path.Combine(_folder, "tree.json");
        ToolRun run = await ToolRun.Of("surrogate", "--model", Network(), "--train", train, "--test", test, "--labels", Path.Combine(_folder, "y.npy"),
            "--inducer", inducer, "--max-leaves", "2", "--feature-names", Path.Combine(_folder, "names.txt"), "--out", tree);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement result = run.Json;
        Assert.Equal(2, result.GetProperty("leaves").GetInt32());
        Assert.Equal(1, result.GetProperty("depth").GetInt32());
        foreach (string name in new[] { "fidelity_train", "fidelity_test", "accuracy_test" })
        {
            Assert.InRange(result.GetProperty(name).GetDouble(), 0.96, 1);
        }
        Assert.True(result.GetProperty("queries").GetInt64() >= 400);
        double scoring = result.GetProperty("scoring_seconds").GetDouble(), all = result.GetProperty("seconds").GetDouble();
        Assert.InRange(scoring, 0, all);
        // Each is rounded to a tenth of a millisecond, or of a thousandth.
        Assert.InRange(result.GetProperty("scoring_share").GetDouble(), (scoring - 0.0001) / (all + 0.0001) - 0.0001, (scoring + 0.0001) / (all - 0.0001) + 0.0001);
        Assert.Contains("weight", TreeSurrogate.FromJson(File.ReadAllText(tree)).Tree.DescribePath(0));
    }

    [Fact]
    public async Task Writes_what_is_to_be_looked_at_and_run()
    {
        string At(string name) => Path.Combine(_folder, name);
        string[] shared = ["surrogate", "--model", Network(), "--train", Rows("x.npy", 200, 1), "--inducer", "cart", "--max-leaves", "2", "--out", At("t.json")];
        ToolRun run = await ToolRun.Of([.. shared, "--svg", At("t.svg"), "--dot", At("t.dot"), "--onnx", At("t.onnx"), "--rules", At("r.txt")]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("<svg", File.ReadAllText(At("t.svg")));
        Assert.StartsWith("digraph", File.ReadAllText(At("t.dot")));
        Assert.Equal(["leaf", "scores", "label"], Onnx.Network.Load(At("t.onnx")).Outputs.Select(o => o.Name));
        Assert.Contains("x[1]", File.ReadAllText(At("r.txt")));
        Assert.True((await ToolRun.Of([.. shared, "--rules", At("r.csv")])).ExitCode == 0);
        Assert.StartsWith("hit policy", File.ReadAllText(At("r.csv")));
    }

    [Fact]
    public async Task Three_classes_are_drawn_and_put_into_rules_though_each_has_a_tree()
    {
        string At(string name) => Path.Combine(_folder, name);
        // The class is 0 below -1/3 of the second number, 2 above 1/3, and 1 between: each score is the largest there.
        ToolRun run = await ToolRun.Of(
            "surrogate", "--model", Network([0, 0, 0, -30, 0, 30], [0, 10, 0]), "--train", Rows("x.npy", 300, 1), "--max-leaves", "3", "--out", At("t.json"),
            "--svg", At("t.svg"), "--dot", At("t.dot"), "--rules", At("r.txt"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("The score of 2", File.ReadAllText(At("t.svg")));
        Assert.Contains("subgraph cluster_2", File.ReadAllText(At("t.dot")));
        string[] bounds = [.. System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(At("r.txt")), "x\\[1\\] (?:<=|>) (-?[0-9.]+)").Select(m => m.Groups[1].Value)];
        Assert.Equal(2, bounds.Length);
        Assert.All(bounds, b => Assert.Equal(1 / 3.0, Math.Abs(double.Parse(b, System.Globalization.CultureInfo.InvariantCulture)), 0.03));
    }

    [Fact]
    public async Task Labels_take_test_rows()
    {
        ToolRun run = await ToolRun.Of("surrogate", "--model", Network(), "--train", Rows("x.npy", 50, 1), "--labels", "y.npy", "--out", Path.Combine(_folder, "t.json"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--test", run.Error);
    }

    private string Rows(string name, int count, int seed)
    {
        Random random = new(seed);
        string path = Path.Combine(_folder, name);
        Npy.Write(path, [.. Enumerable.Range(0, 2 * count).Select(_ => random.NextSingle() * 2 - 1)], count, 2);
        return path;
    }

    private string Network() => Network([0, 0, -10, 10], [0, 0]);

    private string Network(float[] weights, float[] bias)
    {
        int classes = bias.Length;
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), 2]));
        Value scores = x.MatMul(g.Constant(OnnxTensor.Of(weights, 2, classes))) + g.Constant(OnnxTensor.Of(bias, classes));
        g.Output(scores, "scores", new TensorShape([new Dim(-1, "rows"), classes]));
        string path = Path.Combine(_folder, "net.onnx");
        OnnxFile.Save(model, path);
        return path;
    }
}
