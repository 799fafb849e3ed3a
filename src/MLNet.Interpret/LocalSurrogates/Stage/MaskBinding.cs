using Microsoft.ML;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A column that says what the parts of rows are.</summary>
/// <typeparam name="T">What is found of a batch of rows.</typeparam>
/// <param name="Column">The column.</param>
/// <param name="Values">Its values, of what is found last.</param>
internal sealed record MaskPart<T>(DataViewSchema.DetachedColumn Column, Func<Func<T>, OutputColumn> Values);

/// <summary>A stage of LIME over parts of rows that are switched off, bound to a schema.</summary>
/// <typeparam name="T">What is found of a batch of rows.</typeparam>
internal sealed class MaskBinding<T> : StageBinding where T : class
{
    /// <summary>A row takes long, so that reading few ahead costs nothing.</summary>
    private const int RowsAhead = 16;

    private readonly ExplanationColumns[] _columns;
    private readonly MaskPart<T>[] _parts;
    private readonly Func<RowBatch, T> _explain;
    private readonly Func<T, ExplanationSet> _explanations;

    /// <summary>Binds a stage.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="columns">The columns of the linear models, class by class.</param>
    /// <param name="features">The number of features, where it is the same in all rows.</param>
    /// <param name="parts">The columns that say what the parts are.</param>
    /// <param name="explain">Explains rows.</param>
    /// <param name="explanations">The linear models in what is found.</param>
    public MaskBinding(
        DataViewSchema schema, IScorer scorer, ExplanationColumns[] columns, int? features, MaskPart<T>[] parts,
        Func<RowBatch, T> explain, Func<T, ExplanationSet> explanations)
    {
        if (columns.Length > scorer.Outputs)
        {
            throw new ArgumentException($"{columns.Length} classes are to be explained, but the model gives {scorer.Outputs} scores a row; set TopClasses to that or less.");
        }
        _columns = columns;
        _parts = parts;
        _explain = explain;
        _explanations = explanations;
        Inputs = [.. scorer.Inputs.Select(i => Columns.Require(schema, i.Name, "a column that the model reads"))];
        Outputs = [.. columns.SelectMany(c => c.Columns(features)), .. parts.Select(p => p.Column)];
    }

    public override IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override int BatchSize => RowsAhead;

    public override StageBatch CreateBatch(DataViewRow source, int capacity, Func<int, bool> isWanted)
    {
        RowBatchReader reader = new(source, Inputs, capacity);
        T? found = null;
        OutputColumn[] outputs =
        [
            .. _columns.SelectMany((c, i) => c.Values(slot => _explanations(found!).Rows[slot][i])),
            .. _parts.Select(p => p.Values(() => found!)),
        ];
        return new StageBatch([new RowBatchInput(reader)], [.. outputs.Select((o, i) => isWanted(i) ? o : null)], count => found = _explain(reader.ToBatch(count)));
    }
}
