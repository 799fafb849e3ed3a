using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Scoring;

/// <summary>Scores rows with an ONNX network, whole batches without copies.</summary>
public sealed class NetworkScorer : IScorer
{
    /// <summary>Rows that go to the network at once, where it leaves that open.</summary>
    public const int DefaultBatchSize = 1024;

    private readonly NetworkSession _session;
    private readonly BatchRunner _runner;
    private readonly ValueInfo _output;
    private readonly long[] _outputTail;
    private readonly long[][] _inputTails;

    /// <summary>A scorer over a network.</summary>
    /// <param name="network">The network. Each of its inputs is a column of the same name.</param>
    /// <param name="output">The output that holds the scores; null for the first.</param>
    /// <param name="options">Where to run; null for the CPU.</param>
    /// <param name="batchSize">The number of rows that go to the network at once.</param>
    /// <exception cref="ArgumentException">There is no such output, or the sizes of a row of an input or of the output are not known.</exception>
    public NetworkScorer(Network network, string? output = null, ExecutionOptions? options = null, int batchSize = DefaultBatchSize)
    {
        ArgumentNullException.ThrowIfNull(network);
        _output = network.FindOutput(output);
        _outputTail = Tail(network, _output, "output");
        if (_output.Type!.Element is not (ElementType.Float or ElementType.Double))
        {
            throw new ArgumentException($"The scores must be Float or Double, but the output '{_output.Name}' of '{network.Name}' is {_output.Type}.");
        }
        Outputs = (int)Product(_outputTail);
        OutputNames = Scorers.Numbered(Outputs);
        _inputTails = [.. network.Inputs.Select(i => Tail(network, i, "input"))];
        Inputs = [.. network.Inputs.Select((input, i) => new ScorerInput(input.Name, TypeOf(network, input), (int)Product(_inputTails[i])))];
        _session = new NetworkSession(network.Model, options);
        _runner = new BatchRunner(_session, batchSize);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScorerInput> Inputs { get; }

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames { get; }

    /// <inheritdoc/>
    public void Score(RowBatch rows, Memory<float> scores, CancellationToken cancellation = default)
    {
        Scorers.Check(this, rows, scores.Length);
        if (rows.Count == 0)
        {
            return;
        }
        Dictionary<string, TensorBuffer> inputs = [];
        for (int i = 0; i < Inputs.Count; i++)
        {
            inputs[Inputs[i].Name] = Tensor(rows.Require(Inputs[i].Name), [rows.Count, .. _inputTails[i]]);
        }
        long[] shape = [rows.Count, .. _outputTail];
        if (_output.Type!.Element == ElementType.Float)
        {
            _runner.RunInto(inputs, new Dictionary<string, TensorBuffer> { [_output.Name] = TensorBuffer.Of(scores, shape) }, cancellation: cancellation);
            return;
        }
        double[] wide = new double[scores.Length];
        _runner.RunInto(inputs, new Dictionary<string, TensorBuffer> { [_output.Name] = TensorBuffer.Of(wide, shape) }, cancellation: cancellation);
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<double, float>(wide, scores.Span);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static TensorBuffer Tensor(RowColumn column, long[] shape) => column switch
    {
        RowColumn<float> c => TensorBuffer.Of(c.Memory, shape),
        RowColumn<double> c => TensorBuffer.Of(c.Memory, shape),
        RowColumn<long> c => TensorBuffer.Of(c.Memory, shape),
        RowColumn<int> c => TensorBuffer.Of(c.Memory, shape),
        RowColumn<bool> c => TensorBuffer.Of(c.Memory, shape),
        RowColumn<byte> c => TensorBuffer.Of(c.Memory, shape),
        _ => throw new NotSupportedException($"The column '{column.Name}' holds {column.ItemType.Name}, which is not passed to networks."),
    };

    private static Type TypeOf(Network network, ValueInfo input) => input.Type!.Element switch
    {
        ElementType.Float => typeof(float),
        ElementType.Double => typeof(double),
        ElementType.Int64 => typeof(long),
        ElementType.Int32 => typeof(int),
        ElementType.Bool => typeof(bool),
        ElementType.UInt8 => typeof(byte),
        var other => throw new ArgumentException(
            $"The input '{input.Name}' of '{network.Name}' is {other}; rows of Float, Double, Int64, Int32, Bool and UInt8 are scored."),
    };

    private static long[] Tail(Network network, ValueInfo value, string role)
    {
        if (value.Type?.Shape is not { Rank: > 0 } shape)
        {
            throw new ArgumentException($"The {role} '{value.Name}' of '{network.Name}' is {value.Type?.ToString() ?? "of unknown type"}; its first dimension must count rows.");
        }
        return [.. shape.Skip(1).Select(d => d.IsKnown
            ? d.Value
            : throw new ArgumentException($"The {role} '{value.Name}' of '{network.Name}' is {value.Type}; all sizes but the first must be known."))];
    }

    private static long Product(long[] sizes)
    {
        long product = 1;
        foreach (long size in sizes)
        {
            product = checked(product * size);
        }
        return product;
    }
}
