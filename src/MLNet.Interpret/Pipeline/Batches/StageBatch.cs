namespace MLNet.Interpret.Pipeline;

/// <summary>A batch of rows on its way through a stage: read one by one, explained together, given out one by one.</summary>
/// <param name="inputs">The columns that are read.</param>
/// <param name="outputs">The columns that are added, in order; null for one that is not asked for.</param>
/// <param name="run">Explains the first rows of the batch, as many as it is told.</param>
internal sealed class StageBatch(IReadOnlyList<InputColumn> inputs, IReadOnlyList<OutputColumn?> outputs, Action<int> run)
{
    /// <summary>Takes over what the stage needs of the row that the source stands on.</summary>
    /// <param name="slot">The row's place in the batch.</param>
    public void Read(int slot)
    {
        foreach (InputColumn input in inputs)
        {
            input.Read(slot);
        }
    }

    /// <summary>Explains the first <paramref name="count"/> rows of the batch.</summary>
    public void Run(int count) => run(count);

    /// <summary>A <c>ValueGetter</c> of one of the columns that the stage adds.</summary>
    /// <param name="output">The column's index in <see cref="StageBinding.Outputs"/>.</param>
    /// <param name="slot">Gives the place, in the batch, of the row that is asked about.</param>
    public Delegate CreateGetter(int output, Func<int> slot) => outputs[output]!.CreateGetter(slot);
}
