using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What scored data of two classes come to; rows without a finite score or without a label do not count.</summary>
internal sealed class BinaryCounts
{
    public List<(float Score, bool Label)> Scores { get; } = [];

    public long TruePositives { get; private set; }

    public long FalsePositives { get; private set; }

    public long TrueNegatives { get; private set; }

    public long FalseNegatives { get; private set; }

    public double LogLoss { get; private set; }

    public long Total => Scores.Count;

    public static BinaryCounts Of(
        IHostEnvironment env, IDataView data, string labelColumn, string scoreColumn, string probabilityColumn)
    {
        DataViewSchema.Column label = Find(env, data, "Label", labelColumn);
        DataViewSchema.Column score = Find(env, data, "Score", scoreColumn);
        DataViewSchema.Column? probability = probabilityColumn is null ? null : Find(env, data, "Probability", probabilityColumn);

        var counts = new BinaryCounts();
        using DataViewRowCursor cursor = data.GetRowCursor(probability is { } p ? [label, score, p] : [label, score]);
        Func<bool?> getLabel = Labels(env, cursor, label);
        ValueGetter<float> getScore = cursor.GetGetter<float>(score);
        ValueGetter<float> getProbability = probability is { } column ? cursor.GetGetter<float>(column) : null;
        float value = 0, chance = float.NaN;
        while (cursor.MoveNext())
        {
            getScore(ref value);
            if (!float.IsFinite(value) || getLabel() is not { } isPositive)
                continue;
            getProbability?.Invoke(ref chance);
            counts.Add(value, chance, isPositive);
        }
        return counts;
    }

    private void Add(float score, float probability, bool isPositive)
    {
        Scores.Add((score, isPositive));
        LogLoss -= Math.Log2(isPositive ? probability : 1.0 - probability);
        if (isPositive && score > 0)
            TruePositives++;
        else if (isPositive)
            FalseNegatives++;
        else if (score > 0)
            FalsePositives++;
        else
            TrueNegatives++;
    }

    private static DataViewSchema.Column Find(IHostEnvironment env, IDataView data, string role, string name) =>
        data.Schema.GetColumnOrNull(name) ?? throw env.ExceptParam("schema", $"{role} column '{name}' not found");

    private static Func<bool?> Labels(IHostEnvironment env, DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is BooleanDataViewType)
        {
            ValueGetter<bool> get = row.GetGetter<bool>(column);
            bool label = false;
            return () =>
            {
                get(ref label);
                return label;
            };
        }
        if (column.Type.Equals(NumberDataViewType.Single))
        {
            ValueGetter<float> get = row.GetGetter<float>(column);
            float label = 0;
            return () =>
            {
                get(ref label);
                return float.IsNaN(label) ? null : label > 0;
            };
        }
        throw env.ExceptSchemaMismatch("schema", "label", column.Name, "Single or Boolean", column.Type.ToString());
    }
}
