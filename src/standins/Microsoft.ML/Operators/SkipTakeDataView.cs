namespace Microsoft.ML.Data;

/// <summary>Some rows on end: those after the first <paramref name="skip"/>, and of these the first <paramref name="take"/>.</summary>
internal sealed class SkipTakeDataView(IDataView input, long skip, long take) : IDataView
{
    public DataViewSchema Schema => input.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => take == 0 ? 0 : input.GetRowCount() is { } count ? Math.Min(Math.Max(0, count - skip), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var needed = columnsNeeded.ToList();
        return new Cursor(input.GetRowCursor(needed), ActiveColumns.Of(Schema, needed), skip, take);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, bool[] active, long skip, long take) : LinkedCursor(input, active)
    {
        private long _skipped;
        private long _taken;

        public override long Batch => 0;

        protected override bool MoveNextCore()
        {
            if (_taken >= take)
                return false;
            for (; _skipped < skip; _skipped++)
            {
                if (!Input.MoveNext())
                    return false;
            }
            _taken++;
            return Input.MoveNext();
        }
    }
}
