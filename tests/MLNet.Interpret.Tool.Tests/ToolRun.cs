using System.Text.Json;

namespace MLNet.Interpret.Tool.Tests;

/// <summary>One run of the command line, as a shell would see it.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The one JSON object that a command prints.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<ToolRun> Of(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await ToolApp.RunAsync(args, output, error);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The one line of a run that fails.</summary>
    public static async Task<string> Failure(params string[] args)
    {
        ToolRun run = await Of(args);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        return Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
