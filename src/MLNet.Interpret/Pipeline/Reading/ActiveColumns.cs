using Microsoft.ML;

namespace MLNet.Interpret.Pipeline;

/// <summary>Which columns of a stage's output are asked for, and which of its input that takes.</summary>
internal sealed class ActiveColumns
{
    private readonly bool[] _active;
    private readonly int _inputColumns;

    public ActiveColumns(DataViewSchema input, DataViewSchema output, IEnumerable<DataViewSchema.Column> needed)
    {
        _inputColumns = input.Count;
        _active = new bool[output.Count];
        foreach (DataViewSchema.Column column in needed)
        {
            if (column.Index < _active.Length)
            {
                _active[column.Index] = true;
            }
        }
    }

    /// <summary>Whether any column that the stage adds is asked for.</summary>
    public bool AnyAdded => Array.IndexOf(_active, true, _inputColumns) >= 0;

    public bool this[int index] => _active[index];

    /// <summary>The columns of the input that pass through.</summary>
    public IEnumerable<DataViewSchema.Column> PassedThrough(DataViewSchema input) => input.Where(c => _active[c.Index]);

    /// <summary>The columns of the input that are needed in all.</summary>
    public IEnumerable<DataViewSchema.Column> Needed(DataViewSchema input, StageBinding binding) =>
        AnyAdded ? PassedThrough(input).Concat(binding.Inputs).DistinctBy(c => c.Index) : PassedThrough(input);
}
