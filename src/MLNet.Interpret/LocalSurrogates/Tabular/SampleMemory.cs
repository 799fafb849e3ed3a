using System.Buffers;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Memory for samples, used again by one group of rows after the other: fresh memory of this size costs as much as the draws.</summary>
internal sealed class SampleMemory(TabularLayout layout)
{
    private RowBatch? _rows;

    /// <summary>Rows for the model. What they held before is gone.</summary>
    public RowBatch Rows(int count)
    {
        if (_rows is null || _rows.Count < count)
        {
            _rows = new RowBatch([.. layout.Inputs.Select(i => i.Allocate(count))]);
        }
        return _rows.Slice(0, count);
    }

    /// <summary>Room for the codes of samples, at least as much as they take. Several threads may ask at once.</summary>
    public double[] Codes(int count) => ArrayPool<double>.Shared.Rent(layout.Features.Count * count);

    /// <summary>Takes back blocks that rows had for themselves.</summary>
    public void Return(SampleBlock[] blocks)
    {
        foreach (SampleBlock block in blocks)
        {
            ArrayPool<double>.Shared.Return(block.Codes);
        }
    }
}
