using System.Diagnostics;
using System.Text.Json;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;

namespace MLNet.Interpret.Conformance;

/// <summary>Holds the gradients of one file to PyTorch's, and exported explanations to the explainer.</summary>
/// <param name="about">The network.</param>
/// <param name="file">Its file.</param>
/// <param name="exports">The folder for exported explanations that are run elsewhere too.</param>
/// <param name="execution">Where to run.</param>
internal sealed class Check(About about, Exported file, string exports, ExecutionOptions execution)
{
    private const double Usual = 1e-4, Largest = 1e-3;
    private static readonly int[] s_batches = [1, 3, 8];
    private static readonly SaliencyMethod[] s_methods = [new Gradient(), new GradientTimesInput(), new IntegratedGradients(3)];

    private readonly double[] _exact = about.Read(about.Gradient64), _single = about.Read(about.Gradient32);

    public Result Run()
    {
        double torch = Error(_single, _exact);
        Result result = new()
        {
            Name = about.Name, Family = about.Family, Opset = file.Opset, Nodes = file.Nodes, Parameters = about.Parameters, Torch32 = torch, Expected = about.Refused,
            // Where single precision itself is that far off, PyTorch's too, so may we be.
            Tolerance = about.Tolerance ?? Math.Clamp(10 * torch, Usual, Largest),
        };
        try
        {
            return Compare(result);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException or InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            return result with { Message = e.Message };
        }
    }

    private Result Compare(Result result)
    {
        // The first time, code is compiled as well.
        Open(out _, out _);
        Network network = Open(out double open, out double build);
        using NetworkSession forward = new(network.Model, execution);
        GradientGraph graph = Build(network);
        using NetworkSession session = new(graph.Model, execution);

        Dictionary<string, TensorBuffer> rows = Rows(network, graph.Model, (int)about.Target.Shape[0]);
        Dictionary<string, TensorBuffer> inputs = WithTarget(rows, graph.TargetInput!);
        IReadOnlyDictionary<string, TensorBuffer> found = session.Run(inputs);
        double[] gradient = Doubles(found[graph.GradientOutput]);
        return result with
        {
            Scores = about.Scores is { } scores ? Error(Doubles(found[graph.ScoresOutput]), about.Read(scores)) : null,
            InDouble = InDouble(network),
            Against64 = Error(gradient, _exact),
            Against32 = Error(gradient, _single),
            Open = graph.Batch is null,
            BuildSeconds = build,
            BuildRatio = build / open,
            RunRatio = Time(() => session.Run(inputs)) / Time(() => forward.Run(rows)),
            Exports = file.Explained is null ? Exported(network) : new Dictionary<string, double> { ["gradient"] = StandAlone(network, graph, session) },
        };
    }

    /// <summary>Opens the file, and its backward graph, for the seconds that it takes.</summary>
    private Network Open(out double open, out double build)
    {
        Network network = Network.Load(Path.Combine(about.Folder, $"opset{file.Opset}.onnx"));
        Stopwatch watch = Stopwatch.StartNew();
        new NetworkSession(network.Model, execution).Dispose();
        open = watch.Elapsed.TotalSeconds;
        watch.Restart();
        new NetworkSession(Build(network).Model, execution).Dispose();
        build = watch.Elapsed.TotalSeconds;
        return network;
    }

    private GradientGraph Build(Network network) =>
        GradientGraph.Build(network, new() { WithRespectTo = file.Explained ?? ExplainedInput, BatchIfFixed = about.Target.Shape[0] });

    private string ExplainedInput => about.Inputs.First(i => i.Type != "int64").Name;

    /// <summary>The error of the gradient where the network is worked out in double precision.</summary>
    private double? InDouble(Network network)
    {
        if (file.Explained is not null || about.Inputs.First(i => i.Name == ExplainedInput).Type != "float32")
        {
            return null;
        }
        GradientGraph graph = GradientGraph.Build(network, new() { WithRespectTo = ExplainedInput, BatchIfFixed = about.Target.Shape[0], InDouble = true });
        if (graph.InputElement != ElementType.Double)
        {
            return null;
        }
        using NetworkSession session = new(graph.Model, execution);
        return Error(Doubles(session.Run(WithTarget(Rows(network, graph.Model, (int)about.Target.Shape[0]), graph.TargetInput!))[graph.GradientOutput]), _exact);
    }

    /// <summary>Each method's exported file at several numbers of rows, against the explainer.</summary>
    private Dictionary<string, double> Exported(Network network)
    {
        Dictionary<string, double> errors = [];
        foreach (SaliencyMethod method in s_methods)
        {
            // Most is gained of single precision where the same numbers are compared with themselves.
            using SaliencyExplainer explainer = new(network, new() { Method = method, InputName = ExplainedInput, InDouble = about.InNode ? null : false, BatchSize = 8 }, execution);
            Dictionary<string, TensorBuffer> rows = Rows(network, network.Model, s_batches.Max());
            double[] expected = Doubles(explainer.Explain(rows[ExplainedInput], others: rows.Where(r => r.Key != ExplainedInput).ToDictionary()).Attribution);

            OnnxModel model = explainer.ToOnnx();
            using NetworkSession session = new(model, execution);
            double worst = 0;
            foreach (int batch in session.FixedBatch is { } known ? [(int)known] : s_batches)
            {
                Dictionary<string, TensorBuffer> some = rows.ToDictionary(r => r.Key, r => r.Value.RowRange(0, batch));
                worst = Math.Max(worst, Error(Doubles(session.Run(some)["attribution"]), expected));
            }
            errors[method.Name] = worst;
            if (about.InNode)
            {
                Write($"{about.Name}.{file.Opset}.{method.Name}", model, rows, "attribution", expected, session.FixedBatch);
            }
        }
        return errors;
    }

    /// <summary>The graph of a gradient itself, where what is explained lies inside of the network.</summary>
    private double StandAlone(Network network, GradientGraph graph, NetworkSession session)
    {
        if (graph.Batch is not null)
        {
            return 0;
        }
        Dictionary<string, TensorBuffer> rows = Rows(network, graph.Model, s_batches.Max());
        rows[graph.TargetInput!] = TensorBuffer.Of(Enumerable.Repeat(-1L, s_batches.Max()).ToArray(), s_batches.Max());
        double[] expected = Doubles(session.Run(rows)[graph.GradientOutput]);
        double worst = 0;
        foreach (int batch in s_batches)
        {
            Dictionary<string, TensorBuffer> some = rows.ToDictionary(r => r.Key, r => r.Value.RowRange(0, batch));
            worst = Math.Max(worst, Error(Doubles(session.Run(some)[graph.GradientOutput]), expected));
        }
        if (about.InNode)
        {
            Write($"{about.Name}.{file.Opset}.gradient", graph.Model, rows, graph.GradientOutput, expected, null);
        }
        return worst;
    }

    /// <summary>The inputs that PyTorch was given, as the graph takes them.</summary>
    private Dictionary<string, TensorBuffer> Rows(Network network, OnnxModel model, int count)
    {
        Dictionary<string, TensorBuffer> rows = about.Rows(model.Inputs, count);
        string[] missing = [.. network.Inputs.Select(i => i.Name).Where(n => !rows.ContainsKey(n))];
        return missing.Length == 0 ? rows : throw new InvalidOperationException($"The network has inputs that PyTorch was not given: {string.Join(", ", missing)}.");
    }

    private Dictionary<string, TensorBuffer> WithTarget(Dictionary<string, TensorBuffer> rows, string name) =>
        new(rows) { [name] = TensorBuffer.Of(about.Read(about.Target).Select(t => (long)t).ToArray(), about.Target.Shape[0]) };

    /// <summary>An exported explanation with its inputs and what it must give.</summary>
    private void Write(string name, OnnxModel model, Dictionary<string, TensorBuffer> rows, string output, double[] expected, long? batch)
    {
        OnnxFile.Save(model, Path.Combine(exports, name + ".onnx"));
        var inputs = rows.Select(r => new { Name = r.Key, Type = r.Value.Element.ToString(), r.Value.Shape, Values = Doubles(r.Value) });
        File.WriteAllText(Path.Combine(exports, name + ".json"), JsonSerializer.Serialize(
            new { Name = name, Inputs = inputs, Output = output, Expected = expected, Batches = batch is { } one ? [one] : s_batches.Select(b => (long)b) }, About.Json));
    }

    private static double Time(Action run)
    {
        double least = double.MaxValue;
        for (int i = 0; i < 4; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return least;
    }

    private static double[] Doubles(TensorBuffer values) => values switch
    {
        TensorBuffer<float> floats => [.. floats.Values.Span.ToArray().Select(v => (double)v)],
        TensorBuffer<double> doubles => doubles.Values.ToArray(),
        TensorBuffer<long> longs => [.. longs.Values.Span.ToArray().Select(v => (double)v)],
        _ => throw new NotSupportedException($"Results of {values.Element} are not compared."),
    };

    /// <summary>The largest difference over the largest number, as far as the first list goes; 1 where the exact numbers are all zero and these are not.</summary>
    private static double Error(double[] numbers, double[] exact)
    {
        double difference = 0, largest = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(exact[i]));
            if (i < numbers.Length)
            {
                double d = Math.Abs(numbers[i] - exact[i]);
                difference = double.IsNaN(d) ? double.PositiveInfinity : Math.Max(difference, d);
            }
        }
        return difference == 0 ? 0 : difference / largest;
    }
}
