using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Examples in memory, in blocks that hold them feature by feature.</summary>
internal sealed class TreeExamples
{
    // Rows are gathered in blocks, so that turning them into columns stays within the cache.
    private const int BlockSize = 1024;

    private readonly List<float[]> _blocks;

    private TreeExamples(int featureCount, List<float[]> blocks, double[] labels, double[] weights) =>
        (FeatureCount, _blocks, Labels, Weights) = (featureCount, blocks, labels, weights);

    public int FeatureCount { get; }

    public int Count => Labels.Length;

    public double[] Labels { get; }

    /// <summary>Null where all examples weigh the same.</summary>
    public double[] Weights { get; }

    /// <summary>Reads all examples but those with a feature, a label or a weight that is not finite.</summary>
    public static TreeExamples Read<TLabel>(IDataView data, DataViewSchema.Column features, DataViewSchema.Column label,
        DataViewSchema.Column? weight, Func<TLabel, float> toNumber, IChannel channel)
    {
        int featureCount = features.Type.GetVectorSize();
        // Few rows ask for no more room than they take, if their number is known.
        int capacity = (int)Math.Clamp(data.GetRowCount() ?? BlockSize, 1, BlockSize);
        float[] block = new float[capacity * featureCount];
        List<float[]> blocks = [];
        List<double> labels = [], weights = [];
        int filled = 0;
        long skipped = 0;
        using DataViewRowCursor cursor = data.GetRowCursor(weight is { } w ? [features, label, w] : [features, label]);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        ValueGetter<TLabel> getLabel = cursor.GetGetter<TLabel>(label);
        ValueGetter<float> getWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            TLabel value = default;
            float importance = 1;
            getFeatures(ref vector);
            getLabel(ref value);
            getWeight?.Invoke(ref importance);
            if (vector.Length != featureCount)
                throw channel.Except($"Column '{features.Name}': expected {featureCount} features, but got {vector.Length}");
            float number = toNumber(value);
            Span<float> row = block.AsSpan(filled * featureCount, featureCount);
            vector.CopyTo(row);
            if (!float.IsFinite(number) || importance is not (> 0 and < float.PositiveInfinity) || !AllFinite(row))
            {
                skipped++;
                continue;
            }
            labels.Add(number);
            weights.Add(importance);
            if (++filled == capacity)
                Flush();
        }
        Flush();
        if (skipped > 0)
            channel.Warning(MessageSensitivity.None, $"Skipped {skipped} instances with missing features/label/weight during training");
        if (labels.Count == 0)
            throw channel.Except("All instances skipped due to missing features.");
        return new(featureCount, blocks, [.. labels], weight is null ? null : [.. weights]);

        void Flush()
        {
            if (filled == 0)
                return;
            float[] columns = GC.AllocateUninitializedArray<float>(filled * featureCount);
            for (int f = 0; f < featureCount; f++)
            {
                Span<float> column = columns.AsSpan(f * filled, filled);
                for (int i = 0, at = f; i < column.Length; i++, at += featureCount)
                    column[i] = block[at];
            }
            blocks.Add(columns);
            filled = 0;
        }
    }

    /// <summary>Copies the values of a feature.</summary>
    public void CopyFeature(int feature, Span<float> values)
    {
        foreach (float[] block in _blocks)
        {
            int rows = block.Length / FeatureCount;
            block.AsSpan(feature * rows, rows).CopyTo(values);
            values = values[rows..];
        }
    }

    // The largest magnitude is NaN where one of the values is.
    private static bool AllFinite(ReadOnlySpan<float> values) =>
        values.IsEmpty || System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(values) < float.PositiveInfinity;
}
