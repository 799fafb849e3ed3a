using Microsoft.ML;

namespace MLNet.Interpret.Pipeline;

/// <summary>A data view with the columns that a stage adds, which are worked out in batches when rows are read.</summary>
internal sealed class StageDataView(IDataView source, StageBinding binding) : IDataView
{
    /// <inheritdoc/>
    public DataViewSchema Schema { get; } = binding.OutputSchema(source.Schema);

    /// <inheritdoc/>
    public bool CanShuffle => source.CanShuffle;

    /// <inheritdoc/>
    public long? GetRowCount() => source.GetRowCount();

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ActiveColumns active = new(source.Schema, Schema, columnsNeeded);
        return Wrap(source.GetRowCursor(active.Needed(source.Schema, binding), rand), active);
    }

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ActiveColumns active = new(source.Schema, Schema, columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(active.Needed(source.Schema, binding), n, rand), c => Wrap(c, active));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, ActiveColumns active) => active.AnyAdded
        ? new ReadAheadCursor(cursor, Schema, binding, active)
        : new PassThroughCursor(cursor, Schema, active);
}
