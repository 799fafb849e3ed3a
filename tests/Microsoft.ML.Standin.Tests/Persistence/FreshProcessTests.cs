using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Persistence;

/// <summary>Expectation: a process that has seen nothing but the file gives what this one gives.</summary>
public class FreshProcessTests
{
    private static readonly MLContext Context = new(1);

    internal sealed class Row
    {
        public float A { get; set; }

        public string Word { get; set; } = "";
    }

    private static IDataView Data(MLContext context) =>
        context.Data.LoadFromEnumerable<Row>([new() { A = 1, Word = "x" }, new() { A = 4, Word = "y" }]);

    [Fact]
    public async Task A_fresh_process_loads_stock_stages_and_those_of_a_third_party()
    {
        ITransformer model = Context.Transforms.Conversion.MapValueToKey("K", "Word").Fit(Data(Context))
            .Append(new ThirdPartyStage(Context.Transforms.NormalizeMinMax("N", "A").Fit(Data(Context)), "note", [1, 2, 3]));
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Context.Model.Save(model, Data(Context).Schema, path);
        try
        {
            var start = new ProcessStartInfo("dotnet", ["exec", typeof(FreshProcessTests).Assembly.Location, path])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(process.ExitCode == 0, await error);
            Assert.Equal("A: Single, Word: String | 0.25 1 | 1 2", (await output).Trim());
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What the fresh process runs.</summary>
    private static int Main(string[] args)
    {
        var context = new MLContext();
        var model = context.Model.Load(args[0], out var schema);
        var result = model.Transform(Data(context));
        string Join<T>(string column) => string.Join(' ', result.GetColumn<T>(column).Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)));
        Console.WriteLine($"{string.Join(", ", schema)} | {Join<float>("N")} | {Join<uint>("K")}");
        return 0;
    }
}
