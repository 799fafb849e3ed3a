using Microsoft.ML;

namespace MLNet.Interpret.Pipeline;

/// <summary>A stage bound to the schema of the data that it is to explain: what it reads, what it adds, and how.</summary>
internal abstract class StageBinding
{
    /// <summary>The columns that the stage reads.</summary>
    public abstract IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    /// <summary>The columns that it adds, after those that are there.</summary>
    public abstract IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    /// <summary>The number of rows that are read ahead and explained in one call.</summary>
    public abstract int BatchSize { get; }

    /// <summary>Memory for a batch of rows, and the way to compute it. Each cursor has one of its own.</summary>
    /// <param name="source">The row that values are read from, again each time that it has moved.</param>
    /// <param name="capacity">The largest number of rows in a batch.</param>
    /// <param name="isWanted">Whether one of <see cref="Outputs"/> is asked for; what is not need not be computed.</param>
    public abstract StageBatch CreateBatch(DataViewRow source, int capacity, Func<int, bool> isWanted);

    /// <summary>The data's columns, and behind them those that the stage adds.</summary>
    public DataViewSchema OutputSchema(DataViewSchema input)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumns(input);
        builder.AddColumns(Outputs);
        return builder.ToSchema();
    }
}
