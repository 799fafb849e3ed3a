using Microsoft.ML;
using Microsoft.ML.Data;

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

    /// <summary>Examples with one of the targets as the label.</summary>
    public IDataView View(MLContext context, Examples examples, int output)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, _slots.Length);
        return context.Data.LoadFromEnumerable(Rows(examples, output), schema);
    }

    // One object serves all rows: readers copy what they are given.
    private IEnumerable<Row> Rows(Examples examples, int output)
    {
        Row row = new() { Features = new float[_slots.Length] };
        for (int i = 0; i < examples.Count; i++)
        {
            Fill(examples.Row(i), row.Features);
            row.Label = (float)examples.Target(i)[output];
            yield return row;
        }
    }

    private void Fill(ReadOnlySpan<float> values, Span<float> expanded)
    {
        for (int s = 0; s < expanded.Length; s++)
        {
            (int feature, int category) = _slots[s];
            expanded[s] = category < 0 ? values[feature] : values[feature] == category ? 1 : 0;
        }
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
