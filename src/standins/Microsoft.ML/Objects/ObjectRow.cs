namespace Microsoft.ML.Data;

/// <summary>An object as a row: give it another object, and its getters give that one's values.</summary>
internal sealed class ObjectRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly ObjectReader<TRow> _reader;
    private long _position = -1;

    public ObjectRow(SchemaDefinition definition = null)
    {
        var members = ColumnMember.Of(typeof(TRow), definition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read));
        Schema = EnumerableDataView<TRow>.SchemaOf(members);
        var active = new bool[members.Length];
        Array.Fill(active, true);
        _reader = new ObjectReader<TRow>(members, active);
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < Schema.Count;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _reader[column.Index].As<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public void Set(TRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _reader.Current = row;
        _position++;
    }
}
