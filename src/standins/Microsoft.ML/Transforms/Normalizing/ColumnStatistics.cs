using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What is gathered of a column's slots, row by row; a scalar column has one slot.</summary>
internal abstract class ColumnStatistics
{
    public DataViewType Type { get; protected init; }

    public abstract void AddRow();
}

/// <inheritdoc/>
internal abstract class ColumnStatistics<T> : ColumnStatistics
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly string _name;
    private readonly ValueGetter<T> _scalar;
    private readonly ValueGetter<VBuffer<T>> _vector;
    private VBuffer<T> _values;

    protected ColumnStatistics(DataViewRow row, DataViewSchema.Column column)
    {
        Type = column.Type;
        _name = column.Name;
        SlotCount = column.Type.GetValueCount();
        if (column.Type is VectorDataViewType)
            _vector = row.GetGetter<VBuffer<T>>(column);
        else
            _scalar = row.GetGetter<T>(column);
    }

    protected int SlotCount { get; }

    protected long RowCount { get; private set; }

    public override void AddRow()
    {
        RowCount++;
        if (_scalar is not null)
        {
            T value = default;
            _scalar(ref value);
            Add(0, value);
            return;
        }
        _vector(ref _values);
        if (_values.Length != SlotCount)
            throw Contracts.Except($"Column '{_name}': normalizer expected {SlotCount} slots but got {_values.Length}");
        ReadOnlySpan<T> values = _values.GetValues();
        if (_values.IsDense)
            for (int i = 0; i < values.Length; i++)
                Add(i, values[i]);
        else
        {
            ReadOnlySpan<int> indices = _values.GetIndices();
            for (int i = 0; i < values.Length; i++)
                Add(indices[i], values[i]);
        }
    }

    protected abstract void Add(int slot, T value);
}

/// <summary>The smallest and the largest value of each slot, NaN left aside.</summary>
internal sealed class MinMaxStatistics<T> : ColumnStatistics<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly T[] _min;
    private readonly T[] _max;
    private readonly long[] _counts;

    public MinMaxStatistics(DataViewRow row, DataViewSchema.Column column) : base(row, column)
    {
        _min = new T[SlotCount];
        _max = new T[SlotCount];
        _counts = new long[SlotCount];
        Array.Fill(_min, T.PositiveInfinity);
        Array.Fill(_max, T.NegativeInfinity);
    }

    public (T Min, T Max)[] Finish()
    {
        for (int i = 0; i < SlotCount; i++)
            if (_counts[i] < RowCount)
                Update(i, T.Zero);
        return [.. _min.Zip(_max)];
    }

    protected override void Add(int slot, T value)
    {
        _counts[slot]++;
        Update(slot, value);
    }

    private void Update(int slot, T value)
    {
        if (value < _min[slot])
            _min[slot] = value;
        if (value > _max[slot])
            _max[slot] = value;
    }
}

/// <summary>The mean and the variance of each slot over its finite values (Welford's updates; the zeros at the end).</summary>
internal sealed class MeanVarianceStatistics<T> : ColumnStatistics<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly double[] _mean;
    private readonly double[] _squares;
    private readonly long[] _nonZero;
    private readonly long[] _notFinite;

    public MeanVarianceStatistics(DataViewRow row, DataViewSchema.Column column) : base(row, column)
    {
        _mean = new double[SlotCount];
        _squares = new double[SlotCount];
        _nonZero = new long[SlotCount];
        _notFinite = new long[SlotCount];
    }

    public (double Mean, double Variance)[] Finish()
    {
        var result = new (double, double)[SlotCount];
        for (int i = 0; i < SlotCount; i++)
        {
            long zeros = RowCount - _nonZero[i] - _notFinite[i], count = _nonZero[i] + zeros;
            if (count == 0)
                continue;
            double mean = _mean[i] * _nonZero[i] / count;
            result[i] = (mean, (_squares[i] + _mean[i] * mean * zeros) / count);
        }
        return result;
    }

    protected override void Add(int slot, T value)
    {
        if (value == T.Zero)
            return;
        if (!T.IsFinite(value))
        {
            _notFinite[slot]++;
            return;
        }
        _nonZero[slot]++;
        double v = double.CreateTruncating(value), delta = v - _mean[slot];
        _mean[slot] += delta / _nonZero[slot];
        _squares[slot] += delta * (v - _mean[slot]);
    }
}
