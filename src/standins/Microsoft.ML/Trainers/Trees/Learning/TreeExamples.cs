using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Examples in memory, feature by feature.</summary>
internal sealed class TreeExamples
{
    private TreeExamples(float[][] features, double[] labels, double[] weights) =>
        (Features, Labels, Weights) = (features, labels, weights);

    public int FeatureCount => Features.Length;

    public int Count => Labels.Length;

    /// <summary>For each feature its values.</summary>
    public float[][] Features { get; }

    public double[] Labels { get; }

    /// <summary>Null where all examples weigh the same.</summary>
    public double[] Weights { get; }

    /// <summary>Reads all examples but those with a feature, a label or a weight that is not finite.</summary>
    public static TreeExamples Read<TLabel>(IDataView data, DataViewSchema.Column features, DataViewSchema.Column label,
        DataViewSchema.Column? weight, Func<TLabel, float> toNumber, IChannel channel)
    {
        int featureCount = features.Type.GetVectorSize();
        // Rows are gathered in blocks, so that turning them into columns stays within the cache.
        const int blockSize = 1024;
        float[] block = new float[blockSize * featureCount];
        var columns = new List<float>[featureCount];
        for (int f = 0; f < featureCount; f++)
            columns[f] = [];
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
            if (++filled == blockSize)
                Flush();
        }
        Flush();
        if (skipped > 0)
            channel.Warning(MessageSensitivity.None, $"Skipped {skipped} instances with missing features/label/weight during training");
        if (labels.Count == 0)
            throw channel.Except("All instances skipped due to missing features.");
        return new([.. columns.Select(c => c.ToArray())], [.. labels], weight is null ? null : [.. weights]);

        void Flush()
        {
            for (int f = 0; f < featureCount; f++)
            {
                List<float> target = columns[f];
                for (int i = 0; i < filled; i++)
                    target.Add(block[i * featureCount + f]);
            }
            filled = 0;
        }
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            if (!float.IsFinite(value))
                return false;
        return true;
    }
}
