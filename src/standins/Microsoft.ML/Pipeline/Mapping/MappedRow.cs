using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The active columns over an input row: what a mapped row and a mapped cursor share.</summary>
internal sealed class MappedRow : IDisposable
{
    private readonly ColumnMap _columns;
    private readonly bool[] _active;
    private readonly Delegate[] _getters;
    private readonly Action _dispose;

    public MappedRow(DataViewRow input, ColumnMap columns, RowMapper mapper, bool[] active)
    {
        Input = input;
        _columns = columns;
        _active = active;
        if (mapper is null)
            return;
        var added = new bool[mapper.OutputColumns.Length];
        for (int i = 0; i < active.Length; i++)
            if (!columns.IsInput(i, out int index))
                added[index] = active[i];
        if (added.Contains(true))
            _getters = mapper.CreateGetters(input, added, out _dispose);
    }

    public DataViewRow Input { get; }

    public DataViewSchema Schema => _columns.Output;

    public bool IsActive(DataViewSchema.Column column) => _active.At(column);

    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
            throw Contracts.Except($"Column '{column.Name}' was not asked for when the rows were");
        return _columns.IsInput(column.Index, out int index)
            ? Input.GetGetter<TValue>(Input.Schema[index])
            : _getters[index].As<TValue>(column);
    }

    public void Dispose()
    {
        _dispose?.Invoke();
        Input.Dispose();
    }
}
