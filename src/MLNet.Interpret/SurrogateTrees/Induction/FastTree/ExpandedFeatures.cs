using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Features as a learner of numbers sees them: a category becomes a 0 or 1 for each of its values.</summary>
internal sealed class ExpandedFeatures
{
    private readonly (int Feature, int Category)[] _slots;
    private readonly IReadOnlyList<TreeFeature> _features;

    public ExpandedFeatures(IReadOnlyList<TreeFeature> features)
    {
        _features = features;
        _slots = [.. features.Index().SelectMany(f => f.Item.Categories is { } categories
            ? Enumerable.Range(0, categories.Count).Select(c => (f.Index, c))
            : [(f.Index, -1)])];
    }

    /// <summary>The test on the features that a threshold on a slot means.</summary>
    public TreeTest Test(int slot, float threshold)
    {
        (int feature, int category) = _slots[slot];
        return category < 0
            ? new NumericTest(feature, threshold)
            : new CategoricalTest(feature, [.. _features[feature].Categories!.Select((_, c) => c == category ? 1 : 0)]);
    }

    /// <summary>Examples with room for a label.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="labels">The label of each, which is read anew by each cursor.</param>
    public IDataView View(Examples examples, Memory<float> labels)
    {
        float[] values = examples.Rows;
        if (_features.Any(f => f.IsCategorical))
        {
            values = new float[checked(examples.Count * _slots.Length)];
            for (int i = 0; i < examples.Count; i++)
            {
                Fill(examples.Row(i), values.AsSpan(i * _slots.Length, _slots.Length));
            }
        }
        DataViewSchema.Builder schema = new();
        schema.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, _slots.Length));
        schema.AddColumn("Label", NumberDataViewType.Single);
        return new RowBatchView(schema.ToSchema(), new RowBatch(new RowColumn<float>("Features", values, _slots.Length), new RowColumn<float>("Label", labels)));
    }

    private void Fill(ReadOnlySpan<float> values, Span<float> expanded)
    {
        for (int s = 0; s < expanded.Length; s++)
        {
            (int feature, int category) = _slots[s];
            expanded[s] = category < 0 ? values[feature] : values[feature] == category ? 1 : 0;
        }
    }
}
