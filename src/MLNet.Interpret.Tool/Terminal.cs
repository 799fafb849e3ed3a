using System.Text.Json;
using Spectre.Console;

namespace MLNet.Interpret.Tool;

/// <summary>Where a command writes: its result to standard output, messages and progress to standard error.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes the command's result: one JSON object on one line, names in snake_case.</summary>
    public void Result(object result) => output.WriteLine(JsonSerializer.Serialize(result, result.GetType(), s_json));

    /// <summary>Writes a message for the person at the terminal.</summary>
    public void Say(string message) => error.WriteLine(message);

    /// <summary>Shows a progress bar, where a person watches, while <paramref name="work"/> reports fractions from 0 to 1.</summary>
    public T WithProgress<T>(string title, Func<IProgress<double>, T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(new Forward(_ => { }));
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress().AutoClear(true).Start(bar =>
        {
            ProgressTask task = bar.AddTask(title, maxValue: 1);
            return work(new Forward(value => task.Value = value));
        });
    }

    /// <summary>Reports on the caller's own thread, so that the last report is not lost when the work ends.</summary>
    private sealed class Forward(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
