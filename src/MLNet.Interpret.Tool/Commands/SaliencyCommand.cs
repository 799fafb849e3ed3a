using System.CommandLine;
using System.Diagnostics;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Commands;

/// <summary><c>saliency</c>: how much each element of each row counts for a class.</summary>
internal static class SaliencyCommand
{
    public static Command Create(Terminal terminal)
    {
        MethodOptions methods = new();
        Option<string[]> input = new("--input") { Description = "The rows to explain; for networks of several inputs NAME=FILE for each, the one to explain first.", HelpName = "X.npy", Required = true };
        Option<int?> batchSize = new("--batch-size") { Description = "The rows, or points on a path, to run at once; else as many as fit.", HelpName = "N" };
        Option<FileInfo> output = new("--out") { Description = "Takes the attributions, of the input's shape.", HelpName = "A.npy", Required = true };
        Option<DirectoryInfo?> png = new("--png") { Description = "Takes a heat map of each row, where rows are images.", HelpName = "DIR" };
        Command command = new("saliency", "Explains rows: how much each element counts for the class.") { input, batchSize, output, png };
        methods.AddTo(command);
        command.SetAction(async (parsed, cancellation) => await Task.Run(() =>
        {
            Network network = methods.Network(parsed);
            NamedArrays inputs = NamedArrays.Read(parsed.GetRequiredValue(input), network);
            long rows = inputs.Rows;
            using SaliencyExplainer explainer = new(
                network, methods.Saliency(parsed, inputs.First, parsed.GetValue(batchSize), rows), methods.Execution(parsed, terminal));
            FileInfo file = parsed.GetRequiredValue(output);
            DirectoryInfo? pictures = parsed.GetValue(png);
            CheckBeforeWork(file, pictures, explainer);

            TensorBuffer? baselines = methods.Baseline(parsed, rows).PerRow is { } perRow
                ? NamedArrays.Buffer(perRow, explainer.Explained.Type!.Element, [rows, .. explainer.RowShape])
                : null;
            Stopwatch watch = Stopwatch.StartNew();
            SaliencyResult result = terminal.WithProgress("explaining", progress => explainer.Explain(
                inputs.Buffers[explainer.Explained.Name], methods.Targets(parsed), baselines, inputs.Others,
                new RowProgress(progress, rows), cancellation));
            double seconds = watch.Elapsed.TotalSeconds;

            float[] attribution = NamedArrays.Floats(result.Attribution);
            Npy.Write(file.FullName, attribution, [.. inputs.Shape]);
            int drawn = pictures is null ? 0 : HeatMaps.Write(pictures, attribution, NamedArrays.Floats(inputs.Buffers[explainer.Explained.Name]), explainer.RowShape);
            terminal.Result(new
            {
                Method = methods.MethodName(parsed),
                Rows = rows,
                inputs.Shape,
                Input = explainer.Explained.Name,
                Output = explainer.Scores.Name,
                Targets = result.Target,
                CompletenessGapMax = result.CompletenessGap?.Select(Math.Abs).DefaultIfEmpty().Max(),
                Seconds = Math.Round(seconds, 4),
                Out = file.FullName,
                Pictures = drawn,
            });
            return 0;
        }, cancellation).ConfigureAwait(false));
        return command;
    }

    private static void CheckBeforeWork(FileInfo file, DirectoryInfo? pictures, SaliencyExplainer explainer)
    {
        Outputs.CheckFolder(file);
        if (pictures is not null && !HeatMaps.AreImages(explainer.RowShape))
        {
            throw new ArgumentException($"--png draws images, of shape [channels, height, width] or [height, width]; rows here are [{string.Join(", ", explainer.RowShape)}].");
        }
    }
}
