using System.CommandLine;
using System.Diagnostics;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Commands;

/// <summary><c>lime</c>: a linear model of the score around each row.</summary>
internal static class LimeCommand
{
    public static Command Create(Terminal terminal)
    {
        LimeRun lime = new();
        Option<FileInfo> output = new("--out") { Description = "Takes the weights: rows x features, segments or tokens.", HelpName = "W.npy", Required = true };
        Command command = new("lime", "Explains rows of any model by linear models around them.") { output };
        lime.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            FileInfo file = parsed.GetRequiredValue(output);
            Outputs.CheckFolder(file);
            Stopwatch watch = Stopwatch.StartNew();
            ExplanationSet set = lime.Explain(parsed, terminal, cancellation);
            double seconds = watch.Elapsed.TotalSeconds;
            var (weights, width) = LimeRun.Weights(set);
            Npy.Write(file.FullName, weights, set.Rows.Count, width);
            terminal.Result(new
            {
                Rows = set.Rows.Count,
                Features = width,
                R2Mean = set.Rows.Average(r => r[0].R2),
                Targets = set.Rows.Select(r => r[0].Target),
                Seconds = Math.Round(seconds, 4),
                ScoringSeconds = Math.Round(set.Scoring.TotalSeconds, 4),
                SamplingSeconds = Math.Round(set.Sampling.TotalSeconds, 4),
                FittingSeconds = Math.Round(set.Fitting.TotalSeconds, 4),
                Out = file.FullName,
            });
            return 0;
        }, cancellation));
        return command;
    }
}
