using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The columns that a model reads, read into a batch.</summary>
internal sealed class RowBatchInput(RowBatchReader reader) : InputColumn
{
    public override void Read(int slot) => reader.Read(slot);
}
