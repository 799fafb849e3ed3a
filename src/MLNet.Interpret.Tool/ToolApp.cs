using System.CommandLine;
using MLNet.Interpret.Tool.Commands;

namespace MLNet.Interpret.Tool;

/// <summary>The command line: one JSON object on standard output, all else on standard error.</summary>
internal static class ToolApp
{
    /// <summary>Runs one command.</summary>
    /// <returns>0, or 1 after one line that says what is wrong.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        RootCommand root = new("Explains ONNX networks: why did the network say so?");
        Terminal terminal = new(output, error);
        root.Add(SaliencyCommand.Create(terminal));
        root.Add(LimeCommand.Create(terminal));
        root.Add(SurrogateCommand.Create(terminal));
        root.Add(PolicyTreeCommand.Create(terminal));
        root.Add(PickCommand.Create(terminal));
        root.Add(ExportCommand.Create(terminal));
        root.Add(InspectCommand.Create(terminal));
        root.Add(BenchCommand.Create(terminal));

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Fail(error, Explain(root, parsed));
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Fail(error, "Stopped.");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException or ArgumentException
            or InvalidOperationException or UnauthorizedAccessException or KeyNotFoundException)
        {
            return Fail(error, e is ArgumentException argument ? Plain(argument) : e.Message);
        }
    }

    private static string Explain(RootCommand root, ParseResult parsed)
    {
        if (parsed.CommandResult.Command != root)
        {
            return $"{parsed.Errors[0].Message} 'mlnet-interpret {parsed.CommandResult.Command.Name} --help' lists the options.";
        }
        string commands = string.Join(", ", root.Subcommands.Select(c => c.Name));
        return parsed.UnmatchedTokens is [string first, ..]
            ? $"There is no command '{first}'; the commands are: {commands}."
            : $"Give a command: {commands}; or --help.";
    }

    // What .NET adds to the message names a parameter, of which the command line knows nothing.
    private static string Plain(ArgumentException e)
    {
        int added = e.ParamName is { } name ? e.Message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        return added < 0 ? e.Message
            : e is ArgumentOutOfRangeException { ActualValue: { } value } ? FormattableString.Invariant($"{e.Message[..added].TrimEnd('.')}, not {value}.")
            : e.Message[..added];
    }

    private static int Fail(TextWriter error, string message)
    {
        error.WriteLine($"mlnet-interpret: {string.Join(' ', message.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}");
        return 1;
    }
}
