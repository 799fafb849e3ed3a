using Microsoft.ML;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A stage that explains rows of tables, bound to a schema.</summary>
internal sealed class TabularBinding : StageBinding
{
    /// <summary>Rows share much of the work, so that many are explained at once.</summary>
    private const int Rows = 128;

    private readonly ITabularExplainer _explainer;
    private readonly IReadOnlyList<int>? _classes;
    private readonly ExplanationColumns[] _columns;

    public TabularBinding(DataViewSchema schema, ITabularExplainer explainer, IReadOnlyList<int>? classes, ExplanationColumns[] columns)
    {
        _explainer = explainer;
        _classes = classes;
        _columns = columns;
        Inputs = [.. explainer.Layout.Inputs.Select(i => Columns.Require(schema, i.Name, "a column that the model reads"))];
        string[] features = [.. explainer.Layout.Features.Select(f => f.Name)];
        Outputs = [.. columns.SelectMany(c => c.Columns(features))];
    }

    public override IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override int BatchSize => Rows;

    public override StageBatch CreateBatch(DataViewRow source, int capacity, Func<int, bool> isWanted)
    {
        RowBatchReader reader = new(source, Inputs, capacity);
        IReadOnlyList<IReadOnlyList<LocalExplanation>> found = [];
        RowBatch? rows = null;
        OutputColumn[] outputs = [.. _columns.SelectMany((c, i) => c.Values(slot => found[slot][i], Describe))];
        return new StageBatch([new RowBatchInput(reader)], [.. outputs.Select((o, i) => isWanted(i) ? o : null)], count =>
        {
            rows = reader.ToBatch(count);
            found = _explainer.Explain(rows, _classes).Rows;
        });

        ReadOnlyMemory<char>[] Describe(int slot) => [.. Enumerable.Range(0, _explainer.Layout.Features.Count).Select(j => _explainer.Describe(j, rows!, slot).AsMemory())];
    }
}
