using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Evaluation;

/// <summary>What a surrogate stage and its model say of rows, read into memory.</summary>
internal sealed class FidelityRows
{
    private FidelityRows(int outputs, IReadOnlyList<string> classes) => (Outputs, Classes) = (outputs, classes);

    public int Outputs { get; }

    public IReadOnlyList<string> Classes { get; }

    public List<float> Surrogate { get; } = [];

    public List<float> Model { get; } = [];

    public List<string> Paths { get; } = [];

    public List<int> Leaves { get; } = [];

    public List<bool> Agrees { get; } = [];

    /// <summary>The true classes' indices, or numbers; null without labels.</summary>
    public List<double>? Labels { get; private init; }

    public int Count => Agrees.Count;

    /// <summary>Reads the columns of a stage.</summary>
    /// <exception cref="ArgumentException">One is missing or of another type.</exception>
    public static FidelityRows Read(IDataView data, string name, string? label)
    {
        DataViewSchema.Column Find(string suffix) => Columns.Require(data.Schema, name + suffix, $"what a surrogate stage with the output '{name}' adds");
        DataViewSchema.Column score = Find("Score"), model = Find("ModelScore"), leaf = Find("Leaf"), path = Find("Path"), agrees = Find("Agrees");
        bool isVector = score.Type is VectorDataViewType;
        int outputs = isVector ? ((VectorDataViewType)score.Type).Size : 1;
        IReadOnlyList<string> classes = isVector ? SchemaNames.SlotNames(score, outputs) ?? Scorers.Numbered(outputs) : [];
        DataViewSchema.Column? labels = label is null ? null : Columns.Require(data.Schema, label, "the true label");
        FidelityRows rows = new(outputs, classes) { Labels = labels is null ? null : [] };
        using DataViewRowCursor cursor = data.GetRowCursor([score, model, leaf, path, agrees, .. labels is { } l ? new[] { l } : []]);
        Action readSurrogate = Numbers(cursor, score, rows.Surrogate), readModel = Numbers(cursor, model, rows.Model);
        ValueGetter<int> getLeaf = cursor.GetGetter<int>(leaf);
        ValueGetter<ReadOnlyMemory<char>> getPath = cursor.GetGetter<ReadOnlyMemory<char>>(path);
        ValueGetter<bool> getAgrees = cursor.GetGetter<bool>(agrees);
        Func<double>? getLabel = labels is { } column ? FidelityLabels.Reader(cursor, column, classes) : null;
        while (cursor.MoveNext())
        {
            int at = 0;
            ReadOnlyMemory<char> text = default;
            bool same = false;
            readSurrogate();
            readModel();
            getLeaf(ref at);
            getPath(ref text);
            getAgrees(ref same);
            rows.Leaves.Add(at);
            rows.Paths.Add(text.ToString());
            rows.Agrees.Add(same);
            if (getLabel is not null)
            {
                rows.Labels!.Add(getLabel());
            }
        }
        return rows.Count > 0 ? rows : throw new ArgumentException("There are no rows to measure fidelity on.", nameof(data));
    }

    public int SurrogateClass(int row) => ArgMax(Surrogate, row);

    public int ModelClass(int row) => ArgMax(Model, row);

    /// <summary>The mean magnitude of the difference of a row's scores.</summary>
    public double Error(int row)
    {
        double sum = 0;
        for (int c = 0; c < Outputs; c++)
        {
            sum += Math.Abs((double)Surrogate[row * Outputs + c] - Model[row * Outputs + c]);
        }
        return sum / Outputs;
    }

    private int ArgMax(List<float> scores, int row) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scores).Slice(row * Outputs, Outputs));

    private static Action Numbers(DataViewRow row, DataViewSchema.Column column, List<float> into)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<float> get = row.GetGetter<float>(column);
            return () =>
            {
                float value = 0;
                get(ref value);
                into.Add(value);
            };
        }
        ValueGetter<VBuffer<float>> vector = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> buffer = default;
        return () =>
        {
            vector(ref buffer);
            into.AddRange(buffer.DenseValues());
        };
    }
}
