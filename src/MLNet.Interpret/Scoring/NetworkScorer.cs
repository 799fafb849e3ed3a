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
    private readonly ScorerInput[] _networkInputs;

    /// <summary>A scorer over a network.</summary>
    /// <param name="network">The network. Each of its inputs is a column of the same name.</param>
    /// <param name="output">The output that holds the scores; null for the first.</param>
    /// <param name="options">Where to run; null for the CPU.</param>
    /// <param name="batchSize">The number of rows that go to the network at once.</param>
    /// <param name="columns">The columns that are read instead: one for each input in turn, or several that together make up the only input.</param>
    /// <exception cref="ArgumentException">There is no such output, the sizes of a row of an input or of the output are not known, or columns do not fit.</exception>
    public NetworkScorer(
        Network network, string? output = null, ExecutionOptions? options = null, int batchSize = DefaultBatchSize, IReadOnlyList<ScorerInput>? columns = null)
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
        _networkInputs = [.. network.Inputs.Select(input => InputOf(network, input))];
        Inputs = columns is null ? _networkInputs : Check(network, columns);
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
        if (Inputs.Count != _networkInputs.Length)
        {
            RowColumn all = _networkInputs[0].Allocate(rows.Count);
            int slot = 0;
            foreach (ScorerInput part in Inputs)
            {
                rows.Require(part.Name).CopyAll(all, slot);
                slot += part.Width;
            }
            inputs[_networkInputs[0].Name] = Tensor(all, [rows.Count, .. _inputTails[0]]);
        }
        else
        {
            for (int i = 0; i < Inputs.Count; i++)
            {
                inputs[_networkInputs[i].Name] = Tensor(rows.Require(Inputs[i].Name), [rows.Count, .. _inputTails[i]]);
            }
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

    private IReadOnlyList<ScorerInput> Check(Network network, IReadOnlyList<ScorerInput> columns)
    {
        bool areParts = _networkInputs.Length == 1 && columns.Count > 1;
        if (!areParts && columns.Count != _networkInputs.Length)
        {
            throw new ArgumentException($"'{network.Name}' has {_networkInputs.Length} inputs, but {columns.Count} columns are given: {string.Join(", ", columns.Select(c => c.Name))}.");
        }
        for (int i = 0; i < columns.Count; i++)
        {
            ScorerInput input = _networkInputs[areParts ? 0 : i];
            if (columns[i].ItemType != input.ItemType || !areParts && columns[i].Width != input.Width)
            {
                throw new ArgumentException(
                    $"The input '{input.Name}' of '{network.Name}' takes {input.Width} x {input.ItemType.Name} a row, but the column '{columns[i].Name}' has {columns[i].Width} x {columns[i].ItemType.Name}.");
            }
        }
        int width = columns.Sum(c => c.Width);
        return !areParts || width == _networkInputs[0].Width ? columns : throw new ArgumentException(
            $"The input '{_networkInputs[0].Name}' of '{network.Name}' takes {_networkInputs[0].Width} numbers a row, but the columns {string.Join(", ", columns.Select(c => c.Name))} have {width} together.");
    }

    /// <summary>One of a network's inputs as a column.</summary>
    internal static ScorerInput InputOf(Network network, ValueInfo input) => new(input.Name, TypeOf(network, input), (int)Product(Tail(network, input, "input")));

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
