using MLNet.Interpret.Onnx;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Tests;

/// <summary>Whatever is wrong, the tool ends with 1 and one line that names it, and writes no file.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly string _data = Path.Combine(AppContext.BaseDirectory, "Data", "fashion");
    private static readonly string _model = Path.Combine(_data, "fashion_cnn.onnx");
    private readonly string _folder = Directory.CreateTempSubdirectory("tool").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_missing_network() => Assert.Contains("none.onnx", await Saliency(model: "none.onnx"), StringComparison.Ordinal);

    [Fact]
    public async Task A_truncated_network()
    {
        string half = Path.Combine(_folder, "half.onnx");
        byte[] whole = await File.ReadAllBytesAsync(_model);
        await File.WriteAllBytesAsync(half, whole[..(whole.Length / 2)]);
        Assert.Contains("half.onnx", await Saliency(model: half), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_option() => Assert.Contains("--out", await ToolRun.Failure("saliency", "--model", _model, "--input", "x.npy", "--method", "gradient"), StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_method() => Assert.Contains("magic", await Saliency(more: ["--method", "magic"]), StringComparison.Ordinal);

    [Theory]
    [InlineData("There is no command 'explain'; the commands are: saliency,", "explain", "--model", "net.onnx")]
    [InlineData("Give a command: saliency,")]
    [InlineData("'mlnet-interpret bench --help' lists the options.", "bench")]
    [InlineData("Must be one of: 'gradient' 'gradient-x-input'", "bench", "--model", "net.onnx", "--method", "magic")]
    public async Task A_wrong_command_line(string expected, params string[] args) => Assert.Contains(expected, await ToolRun.Failure(args), StringComparison.Ordinal);

    [Fact]
    public async Task A_class_by_its_name() =>
        Assert.Contains("--target is a number or a .npy file; 'shirt' is neither.", await Saliency(more: ["--target", "shirt"]), StringComparison.Ordinal);

    [Fact]
    public async Task A_message_without_the_names_of_parameters()
    {
        string train = Path.Combine(_folder, "train.npy");
        Npy.Write(train, new float[2 * 784], 2, 784);
        string error = await ToolRun.Failure("surrogate", "--model", _model, "--train", train, "--max-leaves", "1", "--out", Path.Combine(_folder, "tree.json"));
        Assert.Contains("at least 2, not 1.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_input_name() => Assert.Contains("picture", await Saliency(input: $"picture={Rows(2, 1, 28, 28)}"), StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_shape() => Assert.Contains("[1, 28, 28]", await Saliency(input: Rows(2, 1, 28, 27)), StringComparison.Ordinal);

    [Fact]
    public async Task Rows_that_are_not_numbers()
    {
        float[] rows = new float[784];
        rows[30] = float.NaN;
        string file = Path.Combine(_folder, "nan.npy");
        Npy.Write(file, rows, 1, 1, 28, 28);
        Assert.Contains("NaN", await Saliency(input: file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_output() => Assert.Contains("nowhere", await Saliency(more: ["--output", "nowhere"]), StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_class() => Assert.Contains("10", await Saliency(more: ["--target", "10"]), StringComparison.Ordinal);

    [Fact]
    public async Task A_network_with_an_operator_that_has_no_rule()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(1, 1, 4, 4)), region = g.Constant(OnnxTensor.Of(new float[] { 0, 0, 0, 3, 3 }, 1, 5));
        g.Output(g.Node("MaxRoiPool", x, region).With("pooled_shape", [2, 2]).Out().Reshape(1, 4), "y");
        string file = Path.Combine(_folder, "regions.onnx");
        OnnxFile.Save(model, file);
        Assert.Contains("MaxRoiPool", await Saliency(model: file, input: Rows(1, 1, 4, 4)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there() =>
        Assert.Contains("no folder", await ToolRun.Failure(
            "saliency", "--model", _model, "--input", Rows(1, 1, 28, 28), "--method", "gradient", "--out", Path.Combine(_folder, "none", "a.npy")), StringComparison.Ordinal);

    [Fact]
    public async Task Cuda_that_is_not_there() =>
        Assert.Contains("CUDA device 4711 cannot be used", await Saliency(more: ["--provider", "cuda", "--gpu-device-id", "4711"]), StringComparison.Ordinal);

    private async Task<string> Saliency(string? model = null, string? input = null, string[]? more = null)
    {
        string output = Path.Combine(_folder, "out.npy");
        string[] method = more is ["--method", ..] ? [] : ["--method", "gradient"];
        string error = await ToolRun.Failure(
            ["saliency", "--model", model ?? _model, "--input", input ?? Rows(1, 1, 28, 28), "--out", output, .. method, .. more ?? []]);
        Assert.False(File.Exists(output));
        return error;
    }

    private string Rows(params long[] shape)
    {
        string file = Path.Combine(_folder, "rows.npy");
        Npy.Write(file, new float[shape.Aggregate(1L, (a, b) => a * b)], shape);
        return file;
    }
}
