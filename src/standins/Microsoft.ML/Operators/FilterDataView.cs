namespace Microsoft.ML.Data;

/// <summary>The rows that pass a test.</summary>
internal sealed class FilterDataView : IDataView
{
    private readonly IDataView _input;
    private readonly DataViewSchema.Column[] _tested;
    private readonly Func<DataViewRow, Func<bool>> _makeTest;
    private readonly bool _inOrder;

    /// <param name="input">The rows.</param>
    /// <param name="tested">The columns that the test reads.</param>
    /// <param name="makeTest">Makes what tells of the present row of a cursor whether it passes.</param>
    /// <param name="inOrder">Whether the test counts on seeing every row in order, in one cursor.</param>
    public FilterDataView(IDataView input, DataViewSchema.Column[] tested, Func<DataViewRow, Func<bool>> makeTest, bool inOrder = false)
    {
        _input = input;
        _tested = tested;
        _makeTest = makeTest;
        _inOrder = inOrder;
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => !_inOrder && _input.CanShuffle;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = ActiveColumns.Of(Schema, columnsNeeded);
        return MakeCursor(_input.GetRowCursor(InputColumns(active), CanShuffle ? rand : null), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (_inOrder)
            return [GetRowCursor(columnsNeeded)];
        var active = ActiveColumns.Of(Schema, columnsNeeded);
        var cursors = _input.GetRowCursorSet(InputColumns(active), n, CanShuffle ? rand : null);
        return Array.ConvertAll(cursors, cursor => MakeCursor(cursor, active));
    }

    private List<DataViewSchema.Column> InputColumns(bool[] active) =>
        [.. Schema.Where(column => active[column.Index] || Array.Exists(_tested, tested => tested.Index == column.Index))];

    private DataViewRowCursor MakeCursor(DataViewRowCursor input, bool[] active) => new Cursor(input, active, _makeTest(input));

    private sealed class Cursor(DataViewRowCursor input, bool[] active, Func<bool> passes) : LinkedCursor(input, active)
    {
        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (passes())
                    return true;
            }
            return false;
        }
    }
}
