using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Tests;

public sealed class LimeCommandTests : IDisposable
{
    private static readonly string _images = Path.Combine(AppContext.BaseDirectory, "Data", "fashion");
    private readonly string _folder = Directory.CreateTempSubdirectory("lime").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Weights_of_a_linear_network_are_its_own_in_standard_deviations()
    {
        // The closed form: for numbers that are scaled to standard deviations, a linear model's weights are w_j times the deviation of feature j.
        float[] w = [2, -1, 0.5f];
        string background = Save("b.npy", Random(400, 3));
        ToolRun run = await Lime("--model", Linear(w), "--input", Save("x.npy", Random(5, 3)), "--background", background, "--discretize", "none", "--samples", "1000");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(5, run.Json.GetProperty("rows").GetInt32());
        Assert.True(run.Json.GetProperty("r2_mean").GetDouble() > 0.99);
        Assert.True(run.Json.GetProperty("seconds").GetDouble() >= run.Json.GetProperty("scoring_seconds").GetDouble());

        float[] data = Npy.Read(background).ToFloats(), found = Npy.Read(Path.Combine(_folder, "w.npy")).ToFloats();
        for (int j = 0; j < 3; j++)
        {
            double[] column = [.. data.Where((_, i) => i % 3 == j).Select(v => (double)v)];
            double deviation = Math.Sqrt(column.Average(v => v * v) - Math.Pow(column.Average(), 2));
            for (int i = 0; i < 5; i++)
            {
                // The ridge penalty of 1 shrinks weights by about 1 in the samples' total weight.
                Assert.Equal(w[j] * deviation, found[i * 3 + j], 0.02 * Math.Abs(w[j] * deviation));
            }
        }
    }

    [Theory]
    [InlineData("quartile")]
    [InlineData("decile")]
    [InlineData("entropy")]
    public async Task Ranges_that_raise_the_score_have_positive_weights(string discretize)
    {
        // The score rises with the feature, so a row in the top range has a positive weight and one in the bottom range a negative one.
        ToolRun run = await Lime(
            "--model", Linear([1]), "--input", Save("x.npy", [3f, -3f], 2, 1), "--background", Save("b.npy", Random(300, 1)), "--discretize", discretize);
        Assert.True(run.ExitCode == 0, run.Error);
        float[] weights = Npy.Read(Path.Combine(_folder, "w.npy")).ToFloats();
        Assert.True(weights[0] > 0.1 && weights[1] < -0.1);
    }

    [Theory]
    [InlineData("7", 49)]
    [InlineData("4x6", 24)]
    public async Task Images_have_a_weight_for_each_cell_of_a_grid(string grid, int segments)
    {
        ToolRun run = await Lime(
            "--model", Path.Combine(_images, "fashion_cnn.onnx"), "--input", Path.Combine(_images, "input.npy"), "--kind", "image", "--segments", grid, "--samples", "100");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal([16, segments], Npy.Read(Path.Combine(_folder, "w.npy")).Shape);
    }

    [Fact]
    public async Task A_pipeline_is_explained_over_a_table_of_its_columns()
    {
        MLContext ml = new(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Pair { A = i % 20, B = i % 7, Label = i % 20 > 9 }));
        var model = ml.Transforms.Concatenate("Features", "A", "B").Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(data);
        string zip = Path.Combine(_folder, "pipeline.zip"), csv = Path.Combine(_folder, "rows.csv");
        ml.Model.Save(model, data.Schema, zip);
        await File.WriteAllTextAsync(csv, "B,A,Label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 20},{(i % 20 > 9 ? 1 : 0)}\n")));

        ToolRun run = await Lime("--model", zip, "--input", csv, "--background", csv, "--discretize", "none", "--target", "0");
        Assert.True(run.ExitCode == 0, run.Error);
        // The label is a step of A, and B is noise.
        NpyArray found = Npy.Read(Path.Combine(_folder, "w.npy"));
        Assert.Equal([40, 2], found.Shape);
        float[] weights = found.ToFloats();
        for (int i = 0; i < 40; i++)
        {
            Assert.True(weights[2 * i] > 5 * Math.Abs(weights[2 * i + 1]));
        }
    }

    [Fact]
    public async Task Picked_rows_cover_different_features()
    {
        // Each row lights one segment, which its mean colour dims: three picks cover the three segments, one of the two equal rows among them.
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("image", ElementType.Float, new TensorShape([new Dim(-1, "batch"), 1, 1, 6]));
        g.Output(x.Reshape(0, 6).MatMul(g.Constant(OnnxTensor.Of([3f, 0, 2f, 0, 1f, 0], 6, 1))), "y");
        string file = Path.Combine(_folder, "three.onnx");
        OnnxFile.Save(model, file);
        string rows = Save("x.npy", [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0], 4, 1, 1, 6);
        ToolRun run = await ToolRun.Of(
            "pick", "--model", file, "--input", rows, "--kind", "image", "--segments", Save("s.npy", [0, 0, 1, 1, 2, 2], 1, 6), "--count", "3", "--features", "1",
            "--samples", "200", "--out", Path.Combine(_folder, "w.npy"));
        Assert.True(run.ExitCode == 0, run.Error);
        int[] picked = [.. run.Json.GetProperty("picked").EnumerateArray().Select(p => p.GetInt32())];
        Assert.Equal(3, picked.Length);
        Assert.Contains(2, picked);
        Assert.Contains(3, picked);
        Assert.Single(picked, p => p is 0 or 1);
        Assert.Equal([3, 3], Npy.Read(Path.Combine(_folder, "w.npy")).Shape);
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        string[] common = ["--model", Linear([1, 1]), "--out", Path.Combine(_folder, "w.npy")];
        Assert.Contains("--background", await ToolRun.Failure(["lime", .. common, "--input", Save("x.npy", Random(2, 2))]), StringComparison.Ordinal);
        Assert.Contains("2 numbers", await ToolRun.Failure(["lime", .. common, "--input", Save("x3.npy", Random(2, 3)), "--background", Save("b.npy", Random(9, 2))]), StringComparison.Ordinal);
        Assert.Contains("fuzzy", await ToolRun.Failure(["lime", .. common, "--input", "x.npy", "--discretize", "fuzzy"]), StringComparison.Ordinal);
    }

    private Task<ToolRun> Lime(params string[] args) => ToolRun.Of(["lime", .. args, "--out", Path.Combine(_folder, "w.npy"), "--seed", "3"]);

    private string Linear(float[] weights)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "batch"), weights.Length]));
        g.Output(x.MatMul(g.Constant(OnnxTensor.Of(weights, weights.Length, 1))), "y");
        string file = Path.Combine(_folder, "linear.onnx");
        OnnxFile.Save(model, file);
        return file;
    }

    private static float[] Values(int count)
    {
        Random random = new(5);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
    }

    private static (float[] Values, long[] Shape) Random(int rows, int columns) => (Values(rows * columns), [rows, columns]);

    private string Save(string name, (float[] Values, long[] Shape) array) => Save(name, array.Values, array.Shape);

    private string Save(string name, float[] values, params long[] shape)
    {
        string path = Path.Combine(_folder, name);
        Npy.Write(path, values, shape);
        return path;
    }

    private sealed class Pair
    {
        public float A { get; set; }

        public float B { get; set; }

        [ColumnName("Label")]
        public bool Label { get; set; }
    }
}
