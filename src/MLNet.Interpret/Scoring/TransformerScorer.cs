using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Scoring;

/// <summary>Scores rows of raw columns (numbers, text, keys, booleans) with any fitted ML.NET model that maps row to row.</summary>
public sealed class TransformerScorer : IScorer
{
    /// <summary>Rows below which one thread scores them all.</summary>
    private const int RowsPerThread = 256;

    private readonly ITransformer _model;
    private readonly DataViewSchema _schema;
    private readonly DataViewSchema.Column _output;

    /// <summary>A scorer over a fitted model. The model stays the caller's.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of the data that it is given.</param>
    /// <param name="outputColumn">
    /// The column with the scores, a number, a boolean or a vector of numbers; null for <c>Probability</c> where the model gives it, else <c>Score</c>.
    /// </param>
    /// <exception cref="ArgumentException">The model does not map row to row, or has no such column, or that is of another type.</exception>
    public TransformerScorer(ITransformer model, DataViewSchema inputSchema, string? outputColumn = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!model.IsRowToRowMapper)
        {
            throw new ArgumentException(
                "The model has a stage that does not map row to row, so what it does to a perturbed row is not defined; leave that stage out.", nameof(model));
        }
        _model = model;
        _schema = inputSchema;
        _output = FindOutput(model.GetOutputSchema(inputSchema), outputColumn);
        Outputs = _output.Type is VectorDataViewType vector ? vector.Size : 1;
        OutputNames = SchemaNames.SlotNames(_output, Outputs) ?? Scorers.Numbered(Outputs);
        HashSet<int> needed = [.. model.GetRowToRowMapper(inputSchema).GetDependencies([_output]).Select(c => c.Index)];
        Inputs = [.. inputSchema.Where(c => needed.Contains(c.Index)).Select(ScorerInput.Of)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScorerInput> Inputs { get; }

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames { get; }

    /// <inheritdoc/>
    public void Score(RowBatch rows, Memory<float> scores, CancellationToken cancellation = default)
    {
        Scorers.Check(this, rows, scores.Length);
        int parts = Math.Clamp(rows.Count / RowsPerThread, 1, Environment.ProcessorCount);
        if (parts == 1)
        {
            ScorePart(rows, scores, cancellation);
            return;
        }
        int each = (rows.Count + parts - 1) / parts;
        Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancellation }, part =>
        {
            int start = part * each, count = Math.Min(each, rows.Count - start);
            if (count > 0)
            {
                ScorePart(rows.Slice(start, count), scores.Slice(start * Outputs, count * Outputs), cancellation);
            }
        });
    }

    /// <summary>Does nothing: the model stays the caller's.</summary>
    public void Dispose()
    {
    }

    private void ScorePart(RowBatch rows, Memory<float> scores, CancellationToken cancellation)
    {
        IDataView scored = _model.Transform(new RowBatchView(_schema, rows));
        DataViewSchema.Column output = scored.Schema[_output.Index];
        using DataViewRowCursor cursor = scored.GetRowCursor([output]);
        Action<Memory<float>> read = Reader(cursor, output);
        int row = 0;
        for (; cursor.MoveNext(); row++)
        {
            if (row % RowsPerThread == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
            read(scores.Slice(row * Outputs, Outputs));
        }
        if (row != rows.Count)
        {
            throw new InvalidOperationException($"The model gave {row} rows for {rows.Count}; a stage that drops rows cannot be explained.");
        }
    }

    private static Action<Memory<float>> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType { ItemType: NumberDataViewType item })
        {
            return item.RawType == typeof(double) ? ReadVector<double>(row, column) : ReadVector<float>(row, column);
        }
        if (column.Type.RawType == typeof(float))
        {
            return ReadScalar(row.GetGetter<float>(column), v => v);
        }
        return column.Type.RawType == typeof(double)
            ? ReadScalar(row.GetGetter<double>(column), v => (float)v)
            : ReadScalar(row.GetGetter<bool>(column), v => v ? 1f : 0f);
    }

    private static Action<Memory<float>> ReadScalar<T>(ValueGetter<T> getter, Func<T, float> convert) => target =>
    {
        T value = default!;
        getter(ref value);
        target.Span[0] = convert(value);
    };

    private static Action<Memory<float>> ReadVector<T>(DataViewRow row, DataViewSchema.Column column) where T : struct, INumberBase<T>
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        T[] dense = new T[((VectorDataViewType)column.Type).Size];
        return target =>
        {
            getter(ref buffer);
            buffer.CopyTo(dense);
            TensorPrimitives.ConvertTruncating<T, float>(dense, target.Span);
        };
    }

    private static DataViewSchema.Column FindOutput(DataViewSchema schema, string? name)
    {
        DataViewSchema.Column? found = name is null ? schema.GetColumnOrNull("Probability") ?? schema.GetColumnOrNull("Score") : schema.GetColumnOrNull(name);
        if (found is not { } column)
        {
            throw new ArgumentException(
                $"The model gives no column {(name is null ? "'Probability' or 'Score'" : $"'{name}'")}; it gives: {string.Join(", ", schema.Select(c => c.Name).Distinct())}.");
        }
        bool fits = column.Type switch
        {
            VectorDataViewType vector => vector.Size > 0 && (vector.ItemType == NumberDataViewType.Single || vector.ItemType == NumberDataViewType.Double),
            var type => type == NumberDataViewType.Single || type == NumberDataViewType.Double || type == BooleanDataViewType.Instance,
        };
        return fits ? column : throw new ArgumentException(
            $"Scores are numbers, a boolean, or a vector of numbers of fixed length, but the column '{column.Name}' is of type {column.Type}.");
    }
}
