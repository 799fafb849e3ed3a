using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Tests;

/// <summary>Attributions are compared with Captum's on PyTorch in float64 (Data/README.md of the library's tests).</summary>
public sealed class CommandTests : IDisposable
{
    private static readonly string _data = Path.Combine(AppContext.BaseDirectory, "Data", "fashion");
    private static readonly string _model = Path.Combine(_data, "fashion_cnn.onnx");
    private static readonly string _input = Path.Combine(_data, "input.npy");
    private static readonly string _target = Path.Combine(_data, "target.npy");
    private readonly string _folder = Directory.CreateTempSubdirectory("tool").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("gradient", "gauss-legendre", "gradient_signed")]
    [InlineData("gradient-x-input", "gauss-legendre", "input_x_gradient")]
    [InlineData("integrated-gradients", "midpoint", "integrated_gradients_mid50")]
    [InlineData("integrated-gradients", "trapezoid", "integrated_gradients_trap50")]
    [InlineData("integrated-gradients", "gauss-legendre", "integrated_gradients_gl50")]
    public async Task Saliency_writes_the_attributions_of_PyTorch(string method, string quadrature, string file)
    {
        string found = Path.Combine(_folder, "a.npy"), pictures = Path.Combine(_folder, "png");
        ToolRun run = await ToolRun.Of(
            "saliency", "--model", _model, "--input", _input, "--target", _target, "--method", method, "--quadrature", quadrature,
            "--steps", "50", "--out", found, "--png", pictures);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(16, run.Json.GetProperty("rows").GetInt32());
        Assert.Equal(16, Directory.GetFiles(pictures, "*.png").Length);
        AssertClose((double[])Npy.Read(Path.Combine(_data, $"{file}_f64.npy")).Values, Npy.Read(found));
    }

    [Fact]
    public async Task Without_a_target_the_highest_score_is_explained_and_a_number_holds_for_all_rows()
    {
        string byArgMax = Path.Combine(_folder, "a.npy"), byNumber = Path.Combine(_folder, "b.npy");
        ToolRun run = await ToolRun.Of("saliency", "--model", _model, "--input", _input, "--method", "gradient", "--out", byArgMax);
        // settings.json of the reference: what the network predicts.
        Assert.Equal([9, 2, 1, 1, 6, 1, 4, 6, 5, 7, 4, 5, 7, 3, 4, 1], run.Json.GetProperty("targets").EnumerateArray().Select(t => t.GetInt32()));
        run = await ToolRun.Of("saliency", "--model", _model, "--input", _input, "--method", "gradient", "--target", "2", "--out", byNumber, "--batch-size", "5");
        Assert.All(run.Json.GetProperty("targets").EnumerateArray(), t => Assert.Equal(2, t.GetInt32()));
        // Row 1 is of class 2: both explain the same there.
        AssertClose(Array.ConvertAll(Npy.Read(byArgMax).ToFloats()[784..1568], v => (double)v), new NpyArray([784], Npy.Read(byNumber).ToFloats()[784..1568]), 1e-6);
    }

    [Fact]
    public async Task A_baseline_file_of_one_row_is_that_of_all_rows_and_one_of_many_is_row_by_row()
    {
        float[] row = new float[784], rows = new float[16 * 784];
        Array.Fill(row, 0.5f);
        Array.Fill(rows, 0.5f);
        Npy.Write(Path.Combine(_folder, "row.npy"), row, 1, 28, 28);
        Npy.Write(Path.Combine(_folder, "rows.npy"), rows, 16, 1, 28, 28);
        double[][] found = new double[3][];
        string[] baselines = ["0.5", Path.Combine(_folder, "row.npy"), Path.Combine(_folder, "rows.npy")];
        for (int i = 0; i < 3; i++)
        {
            string file = Path.Combine(_folder, $"{i}.npy");
            ToolRun run = await ToolRun.Of(
                "saliency", "--model", _model, "--input", _input, "--method", "integrated-gradients", "--steps", "4", "--baseline", baselines[i], "--out", file);
            Assert.True(run.ExitCode == 0, run.Error);
            found[i] = Array.ConvertAll(Npy.Read(file).ToFloats(), v => (double)v);
        }
        AssertClose(found[0], new NpyArray([16, 1, 28, 28], Array.ConvertAll(found[1], v => (float)v)), 1e-5);
        AssertClose(found[0], new NpyArray([16, 1, 28, 28], Array.ConvertAll(found[2], v => (float)v)), 1e-5);
    }

    [Fact]
    public async Task An_exported_explanation_runs_in_ONNX_Runtime_alone()
    {
        string explained = Path.Combine(_folder, "explained.onnx");
        ToolRun run = await ToolRun.Of("export", "--model", _model, "--method", "gradient", "--out", explained);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("attribution", run.Json.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("name").GetString()));

        NpyArray input = Npy.Read(_input);
        using InferenceSession session = new(explained);
        using OrtValue x = OrtValue.CreateTensorValueFromMemory(input.ToFloats(), input.Shape);
        using RunOptions options = new();
        using var results = session.Run(options, ["input"], [x], ["attribution"]);
        string direct = Path.Combine(_folder, "a.npy");
        await ToolRun.Of("saliency", "--model", _model, "--input", _input, "--method", "gradient", "--out", direct);
        AssertClose(
            Array.ConvertAll(Npy.Read(direct).ToFloats(), v => (double)v),
            new NpyArray(input.Shape, results[0].GetTensorDataAsSpan<float>().ToArray()), 1e-6);
    }

    [Fact]
    public async Task Inspect_lists_layers_and_says_which_operators_are_differentiable()
    {
        JsonElement json = (await ToolRun.Of("inspect", "--model", _model)).Json;
        Assert.Equal("input", json.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal(["batch", "1", "28", "28"], json.GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(d => d.ToString()));
        Assert.Equal("/conv1/Conv", json.GetProperty("layers")[0].GetProperty("name").GetString());
        Dictionary<string, string> gradients = json.GetProperty("operators").EnumerateArray()
            .ToDictionary(o => o.GetProperty("operator").GetString()!, o => o.GetProperty("gradient").GetString()!);
        Assert.Equal("differentiable", gradients["Conv"]);
    }

    [Fact]
    public async Task Bench_prints_medians_and_their_ratio()
    {
        JsonElement json = (await ToolRun.Of("bench", "--model", _model, "--method", "gradient", "--batch", "2", "--repeat", "3")).Json;
        double forward = json.GetProperty("forward_ms").GetDouble(), explain = json.GetProperty("explain_ms").GetDouble();
        Assert.True(forward > 0 && explain > 0);
        Assert.Equal(explain / forward, json.GetProperty("ratio").GetDouble(), 0.01 * explain / forward);
    }

    [Fact]
    public async Task Where_there_is_no_such_GPU_a_command_may_fall_back_to_the_CPU()
    {
        string[] bench = ["bench", "--model", _model, "--method", "gradient", "--batch", "2", "--repeat", "1"];
        ToolRun run = await ToolRun.Of([.. bench, "--provider", "cuda", "--gpu-device-id", "4711", "--fallback-to-cpu"]);
        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Json.GetProperty("explain_ms").GetDouble() > 0);
        Assert.StartsWith("CUDA device 4711 cannot be used: ", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <summary>Within a share of the largest attribution: 1e-4 is what float32 may lose against float64.</summary>
    private static void AssertClose(double[] expected, NpyArray found, double share = 1e-4)
    {
        float[] values = found.ToFloats();
        Assert.Equal(expected.Length, values.Length);
        double tolerance = share * expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], values[i], tolerance);
        }
    }
}
