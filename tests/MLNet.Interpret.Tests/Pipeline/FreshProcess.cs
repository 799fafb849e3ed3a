using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Tests.Pipeline;

/// <summary>Another process, in which nothing of the library was used or registered before a model file is loaded.</summary>
internal static class FreshProcess
{
    /// <summary>Loads a model file, transforms rows of <see cref="Sample"/> and prints a column, a line for each row.</summary>
    /// <param name="modelFile">The model file.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="column">A column of vectors of Single.</param>
    public static string[] Transform(string modelFile, int rows, string column) =>
        Run(typeof(FreshProcess).Assembly.Location, modelFile, rows.ToString(CultureInfo.InvariantCulture), column);

    /// <summary>Runs a program and gives the lines that it prints.</summary>
    /// <param name="program">The program's assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string[] Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["exec", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"The other process failed: {error.Result}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>What a column looks like in <see cref="Transform"/>.</summary>
    public static IEnumerable<string> Print(IEnumerable<float[]> column) =>
        column.Select(row => string.Join(' ', row.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));

    private static int Main(string[] arguments)
    {
        MLContext ml = new(1);
        ITransformer model = ml.Model.Load(arguments[0], out _);
        IDataView data = ml.Data.LoadFromEnumerable(Sample.Rows(int.Parse(arguments[1], CultureInfo.InvariantCulture)));
        foreach (string line in Print(model.Transform(data).GetColumn<float[]>(arguments[2])))
        {
            Console.WriteLine(line);
        }
        return 0;
    }
}
