namespace Microsoft.ML.Data;

/// <summary>A cursor over some of another's rows: the values and identities are that one's, the positions its own.</summary>
internal abstract class LinkedCursor(DataViewRowCursor input, bool[] active) : RootCursor(input.Schema, active)
{
    public override long Batch => input.Batch;

    protected DataViewRowCursor Input => input;

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    protected sealed override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

    protected sealed override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
