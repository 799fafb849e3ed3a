namespace Microsoft.ML.Data;

/// <summary>A schema without rows.</summary>
internal sealed class EmptyDataView(DataViewSchema schema) : IDataView
{
    public DataViewSchema Schema => schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => 0;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(schema, ActiveColumns.Of(schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewSchema schema, bool[] active) : RootCursor(schema, active)
    {
        public override ValueGetter<DataViewRowId> GetIdGetter() => NoRow;

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => NoRow;

        protected override bool MoveNextCore() => false;

        private void NoRow<TValue>(ref TValue value) => CheckIsOnRow();
    }
}
