using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The words of a text as a model's own stages find them.</summary>
internal static class ModelTokenizer
{
    /// <summary>A tokenizer that reads a column of the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="schema">The schema of the data that it is given.</param>
    /// <param name="textColumn">The column of text.</param>
    /// <param name="tokensColumn">The model's column of words.</param>
    /// <exception cref="ArgumentException">There is no such column, or it does not hold vectors of text.</exception>
    public static Func<string, IReadOnlyList<string>> Of(ITransformer model, DataViewSchema schema, string textColumn, string tokensColumn)
    {
        DataViewSchema output = model.GetOutputSchema(schema);
        if (output.GetColumnOrNull(tokensColumn) is not { } tokens)
        {
            throw new ArgumentException($"The model gives no column '{tokensColumn}'; it gives: {string.Join(", ", output.Select(c => c.Name).Distinct())}.");
        }
        if (tokens.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw new ArgumentException($"The column '{tokensColumn}' is {tokens.Type}; the words of a text are a vector of text.");
        }
        return text =>
        {
            RowBatch row = new(new RowColumn<ReadOnlyMemory<char>>(textColumn, new[] { text.AsMemory() }));
            IDataView transformed = model.Transform(new RowBatchView(schema, row));
            DataViewSchema.Column column = transformed.Schema[tokens.Index];
            using DataViewRowCursor cursor = transformed.GetRowCursor([column]);
            VBuffer<ReadOnlyMemory<char>> words = default;
            cursor.MoveNext();
            cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column)(ref words);
            return [.. words.DenseValues().Select(w => w.ToString())];
        };
    }
}
