using Microsoft.ML;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.Scoring;

/// <summary>An ONNX network with the columns that it is fed.</summary>
/// <param name="network">The network.</param>
/// <param name="output">The output with the scores; null for the first.</param>
/// <param name="columns">A column for each input in turn, or several that make up the only input; null for columns called like the inputs.</param>
/// <param name="execution">Where to run.</param>
internal sealed class ScoredNetwork(Network network, string? output, IReadOnlyList<string>? columns, ExecutionOptions execution) : ScoredModel
{
    private const string ModelPart = "OnnxModel";

    private readonly List<NetworkScorer> _open = [];

    private IEnumerable<(string Column, string Role)> Columns => (columns ?? [.. network.Inputs.Select(i => i.Name)])
        .Select((c, i) => (c, $"the network's input '{network.Inputs[Math.Min(i, network.Inputs.Count - 1)].Name}'"));

    public override void Check(SchemaShape schema)
    {
        foreach ((string column, string role) in Columns)
        {
            Pipeline.Columns.Require(schema, column, role);
        }
    }

    public override IScorer Open(DataViewSchema schema)
    {
        ScorerInput[] inputs = [.. Columns.Select(c => ScorerInput.Of(Pipeline.Columns.Require(schema, c.Column, c.Role)))];
        NetworkScorer scorer = new(network, output, execution, columns: inputs);
        lock (_open)
        {
            _open.Add(scorer);
        }
        return scorer;
    }

    public override void Save(ModelSaveContext context)
    {
        context.Writer.Write(true);
        context.SaveString(network.Name);
        context.SaveStringOrNull(output);
        context.Writer.Write(columns?.Count ?? -1);
        foreach (string column in columns ?? [])
        {
            context.SaveString(column);
        }
        context.SaveBytes(ModelPart, network.Bytes);
    }

    public static ScoredNetwork Load(ModelLoadContext context, ExecutionOptions execution)
    {
        string name = context.LoadString();
        string? output = context.LoadStringOrNull();
        int count = context.Reader.ReadInt32();
        string[]? columns = count < 0 ? null : new string[count];
        for (int i = 0; i < count; i++)
        {
            columns![i] = context.LoadString();
        }
        return new ScoredNetwork(Network.FromBytes(context.LoadBytes(ModelPart), name), output, columns, execution);
    }

    public override void Dispose()
    {
        foreach (NetworkScorer scorer in _open)
        {
            scorer.Dispose();
        }
    }
}
