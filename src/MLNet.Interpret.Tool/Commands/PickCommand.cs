using System.CommandLine;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Commands;

/// <summary><c>pick</c>: the few rows whose explanations together show what a model heeds (SP-LIME).</summary>
internal static class PickCommand
{
    public static Command Create(Terminal terminal)
    {
        LimeRun lime = new();
        Option<int> count = new("--count") { Description = "The number of rows to pick.", HelpName = "B", DefaultValueFactory = _ => 5 };
        Option<FileInfo?> output = new("--out") { Description = "Takes the weights of the picked rows, in the order in which they are picked.", HelpName = "W.npy" };
        Command command = new("pick", "Picks the rows to look at: those whose explanations cover the features that matter.") { count, output };
        lime.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            int wanted = parsed.GetValue(count);
            if (wanted < 1)
            {
                throw new ArgumentException($"--count is at least 1, not {wanted}.");
            }
            FileInfo? file = parsed.GetValue(output);
            if (file is not null)
            {
                Outputs.CheckFolder(file);
            }
            ExplanationSet set = lime.Explain(parsed, terminal, cancellation);
            var (weights, width) = LimeRun.Weights(set);
            float[][] rows = [.. weights.Chunk(width)];
            PickReport report = SubmodularPick.Run(rows, wanted);
            if (file is not null)
            {
                Npy.Write(file.FullName, [.. report.Rows.SelectMany(r => rows[r.Row])], report.Rows.Count, width);
            }
            terminal.Result(new
            {
                Rows = rows.Length,
                Picked = report.Rows.Select(r => r.Row),
                Coverage = report.Rows.Select(r => r.Coverage),
                report.Guarantee,
                Out = file?.FullName,
            });
            return 0;
        }, cancellation));
        return command;
    }
}
