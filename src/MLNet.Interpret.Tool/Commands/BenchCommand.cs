using System.CommandLine;
using System.Diagnostics;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;

namespace MLNet.Interpret.Tool.Commands;

/// <summary><c>bench</c>: what an explanation costs in terms of the network's own run.</summary>
internal static class BenchCommand
{
    private const int WarmUps = 3;

    public static Command Create(Terminal terminal)
    {
        MethodOptions methods = new();
        Option<int> batch = new("--batch") { Description = "The rows of a run.", HelpName = "N", DefaultValueFactory = _ => 8 };
        Option<int> repeat = new("--repeat") { Description = "The runs of each kind that are counted.", HelpName = "R", DefaultValueFactory = _ => 15 };
        Command command = new("bench", "Times the network alone and with its explanation, in turn, and prints the medians and their ratio.") { batch, repeat };
        methods.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            int rows = parsed.GetValue(batch), runs = parsed.GetValue(repeat);
            if (rows < 1 || runs < 1)
            {
                throw new ArgumentException($"--batch and --repeat are at least 1, not {Math.Min(rows, runs)}.");
            }
            Network network = methods.Network(parsed);
            ExecutionOptions execution = methods.Execution(parsed, terminal);
            Dictionary<string, TensorBuffer> inputs = network.Inputs.ToDictionary(i => i.Name, i => RandomInput(i, rows));
            string[] scores = [network.FindOutput().Name];
            long start = Stopwatch.GetTimestamp();
            using NetworkSession forward = new(network.Model, execution);
            forward.Run(inputs, scores, cancellation);
            double forwardFirst = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            using SaliencyExplainer explainer = new(network, methods.Saliency(parsed, network.Inputs[0].Name, rows), execution);
            Dictionary<string, TensorBuffer> others = inputs.Where(i => i.Key != explainer.Explained.Name).ToDictionary();
            explainer.Explain(inputs[explainer.Explained.Name], others: others, cancellation: cancellation);
            double explainFirst = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

            double[] forwardMs = new double[runs], explainMs = new double[runs];
            terminal.WithProgress("timing", progress =>
            {
                for (int i = -WarmUps; i < runs; i++)
                {
                    double f = Time(() => forward.Run(inputs, scores, cancellation));
                    double e = Time(() => explainer.Explain(inputs[explainer.Explained.Name], others: others, cancellation: cancellation));
                    if (i >= 0)
                    {
                        (forwardMs[i], explainMs[i]) = (f, e);
                        progress.Report((i + 1.0) / runs);
                    }
                }
                return true;
            });
            double forwardMedian = Median(forwardMs), explainMedian = Median(explainMs);
            terminal.Result(new
            {
                Method = methods.MethodName(parsed),
                Batch = rows,
                Repeat = runs,
                ForwardFirstMs = Math.Round(forwardFirst, 3),
                ExplainFirstMs = Math.Round(explainFirst, 3),
                ForwardMs = Math.Round(forwardMedian, 3),
                ExplainMs = Math.Round(explainMedian, 3),
                Ratio = Math.Round(explainMedian / forwardMedian, 3),
            });
            return 0;
        }, cancellation));
        return command;
    }

    /// <summary>Numbers from a standard normal distribution, always the same ones; integers and booleans are zero.</summary>
    private static TensorBuffer RandomInput(ValueInfo input, int rows)
    {
        TensorType type = input.Type ?? throw new InvalidDataException($"The network does not state the type of its input '{input.Name}'.");
        long[] shape = [rows, .. type.Shape!.Skip(1).Select(d => d.IsKnown ? d.Value : 1)];
        TensorBuffer buffer = TensorBuffer.Allocate(type.Element, shape);
        if (type.Element == ElementType.Float)
        {
            Random random = new(0);
            foreach (ref float value in buffer.Span<float>())
            {
                value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));
            }
        }
        return buffer;
    }

    private static double Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        int middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
