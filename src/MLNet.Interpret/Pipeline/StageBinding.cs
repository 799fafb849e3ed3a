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

    /// <summary>Memory for a batch of rows. Each cursor has one of its own.</summary>
    public abstract StageBatch CreateBatch(int capacity);

    /// <summary>The data's columns, and behind them those that the stage adds.</summary>
    public DataViewSchema OutputSchema(DataViewSchema input)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumns(input);
        builder.AddColumns(Outputs);
        return builder.ToSchema();
    }
}

/// <summary>A batch of rows on its way through a stage: read one by one, explained together, given out one by one.</summary>
internal abstract class StageBatch
{
    /// <summary>Prepares to read rows from <paramref name="source"/>.</summary>
    public abstract void Attach(DataViewRow source);

    /// <summary>Takes over what the stage needs of the row that the source stands on.</summary>
    /// <param name="slot">The row's place in the batch.</param>
    public abstract void Read(int slot);

    /// <summary>Explains the first <paramref name="count"/> rows of the batch.</summary>
    public abstract void Run(int count);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of one of the columns that the stage adds.</summary>
    /// <param name="output">The column's index in <see cref="StageBinding.Outputs"/>.</param>
    /// <param name="slot">Gives the place, in the batch, of the row that is asked about.</param>
    public abstract Delegate CreateGetter(int output, Func<int> slot);
}
