namespace Microsoft.ML.Data;

/// <summary>What a transformer does to single rows of one schema: the columns it adds and how their values are had.</summary>
internal abstract class RowMapper(DataViewSchema inputSchema)
{
    private DataViewSchema.DetachedColumn[] _outputs;

    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema.DetachedColumn[] OutputColumns => _outputs ??= MakeOutputColumns();

    /// <summary>The indices of the input columns that an added column is computed from.</summary>
    public abstract IEnumerable<int> DependenciesOf(int output);

    /// <summary>Getters of the active added columns over a row, and null for the others.</summary>
    /// <param name="input">The row; the getters give the values of where it stands.</param>
    /// <param name="active">Which added columns are wanted.</param>
    /// <param name="dispose">What to call when the row is done with, or null.</param>
    public virtual Delegate[] CreateGetters(DataViewRow input, bool[] active, out Action dispose)
    {
        dispose = null;
        return [.. active.Select((isActive, i) => isActive ? CreateGetter(input, i) : null)];
    }

    protected abstract DataViewSchema.DetachedColumn[] MakeOutputColumns();

    /// <summary>The getter of one added column, for a mapper whose columns share nothing.</summary>
    protected virtual Delegate CreateGetter(DataViewRow input, int output) => throw new NotSupportedException();
}
