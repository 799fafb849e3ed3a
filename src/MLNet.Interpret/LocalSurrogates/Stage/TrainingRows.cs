using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Reads what an explainer learns from.</summary>
internal static class TrainingRows
{
    /// <summary>The columns that a model reads.</summary>
    public static RowBatch Read(IDataView data, IScorer scorer, int? most)
    {
        DataViewSchema.Column[] columns = [.. scorer.Inputs.Select(i => data.Schema[i.Name])];
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        RowBatchReader reader = new(cursor, columns, 1024);
        int count = 0;
        for (; count < (most ?? int.MaxValue) && cursor.MoveNext(); count++)
        {
            reader.Read(count);
        }
        return reader.ToBatch(count);
    }

    /// <summary>The class of each training row: of a column of labels, or as the model has it.</summary>
    public static int[] Labels(IDataView data, string? column, IScorer scorer, RowBatch rows)
    {
        if (column is null)
        {
            float[] scores = scorer.Score(rows);
            // Of a single score, the sides of one half, as of a probability.
            return [.. Enumerable.Range(0, rows.Count).Select(i => scorer.Outputs == 1
                ? scores[i] > 0.5f ? 1 : 0
                : ExplainedClasses.Highest(scores.AsSpan(i * scorer.Outputs, scorer.Outputs), 1)[0])];
        }
        DataViewSchema.Column label = Columns.Require(data.Schema, column, "the label that ranges are made with");
        if (label.Type is VectorDataViewType)
        {
            throw new ArgumentException($"The column '{column}' is {label.Type}, but a label is one value in a row.");
        }
        RowBatch labels = RowBatchReader.ReadAll(data, [label]);
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        int[] classes = new int[rows.Count];
        for (int i = 0; i < classes.Length; i++)
        {
            string text = CategoryText.Key(labels.Columns[0], i, 0, 1);
            classes[i] = known.TryGetValue(text, out int before) ? before : known[text] = known.Count;
        }
        return classes;
    }
}
