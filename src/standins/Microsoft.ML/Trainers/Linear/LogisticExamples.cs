using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Examples of two classes, in memory.</summary>
internal sealed class LogisticExamples
{
    private readonly List<VBuffer<float>> _features = [];
    private readonly List<bool> _labels = [];
    private readonly List<float> _weights = [];

    private LogisticExamples(int featureCount) => FeatureCount = featureCount;

    public int FeatureCount { get; }

    public int Count => _labels.Count;

    public double WeightSum { get; private set; }

    public (VBuffer<float> Features, bool Label, float Weight) this[int i] => (_features[i], _labels[i], _weights[i]);

    /// <summary>Reads all examples but those with a feature or a weight that is not finite.</summary>
    public static LogisticExamples Read(IDataView data, DataViewSchema.Column features, DataViewSchema.Column label,
        DataViewSchema.Column? weight, IChannel channel)
    {
        var examples = new LogisticExamples(features.Type.GetVectorSize());
        long skipped = 0;
        using DataViewRowCursor cursor = data.GetRowCursor(weight is { } w ? [features, label, w] : [features, label]);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        ValueGetter<bool> getLabel = cursor.GetGetter<bool>(label);
        ValueGetter<float> getWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;
        while (cursor.MoveNext())
        {
            VBuffer<float> vector = default;
            bool isPositive = false;
            float importance = 1;
            getFeatures(ref vector);
            getLabel(ref isPositive);
            getWeight?.Invoke(ref importance);
            if (vector.Length != examples.FeatureCount)
                throw Contracts.Except(
                    $"Column '{features.Name}': expected {examples.FeatureCount} features, but got {vector.Length}");
            if (importance is not (> 0 and < float.PositiveInfinity) || !AllFinite(vector.GetValues()))
            {
                skipped++;
                continue;
            }
            examples._features.Add(vector);
            examples._labels.Add(isPositive);
            examples._weights.Add(importance);
            examples.WeightSum += importance;
        }
        if (skipped > 0)
            channel.Warning(MessageSensitivity.None,
                $"Skipped {skipped} instances with missing features/label/weight during training");
        if (examples.Count == 0)
            throw channel.Except("All training instances had missing features/label/weight, or there were none");
        return examples;
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            if (!float.IsFinite(value))
                return false;
        return true;
    }
}
