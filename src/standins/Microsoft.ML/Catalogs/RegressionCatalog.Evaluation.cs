using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

public sealed partial class RegressionCatalog
{
    /// <summary>How well scores fit labels; rows where one of them is not a number do not count.</summary>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The true labels, Single.</param>
    /// <param name="scoreColumnName">The scores.</param>
    public RegressionMetrics Evaluate(IDataView data,
        string labelColumnName = DefaultColumnNames.Label, string scoreColumnName = DefaultColumnNames.Score)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Environment.CheckNonEmpty(scoreColumnName, nameof(scoreColumnName));
        DataViewSchema.Column label = Find(data, labelColumnName, "label"), score = Find(data, scoreColumnName, "score");
        double count = 0, absolute = 0, squared = 0, labelSum = 0, labelSquares = 0;
        using DataViewRowCursor cursor = data.GetRowCursor([label, score]);
        ValueGetter<float> getLabel = cursor.GetGetter<float>(label), getScore = cursor.GetGetter<float>(score);
        float truth = 0, predicted = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref truth);
            getScore(ref predicted);
            if (float.IsNaN(truth) || float.IsNaN(predicted))
                continue;
            double error = (double)truth - predicted;
            count++;
            absolute += Math.Abs(error);
            squared += error * error;
            labelSum += truth;
            labelSquares += (double)truth * truth;
        }
        return new(count, absolute, squared, labelSum, labelSquares);
    }

    private DataViewSchema.Column Find(IDataView data, string name, string role)
    {
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(name)
            ?? throw Environment.ExceptSchemaMismatch("schema", role, name);
        return column.Type.Equals(NumberDataViewType.Single)
            ? column
            : throw Environment.ExceptSchemaMismatch("schema", role, name, "Single", column.Type.ToString());
    }
}
