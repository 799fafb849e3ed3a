using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The stage bound to a schema.</summary>
internal sealed class SurrogateBinding : StageBinding
{
    private const int Score = 0, Label = 1, Leaf = 2, Path = 3, Agrees = 4, ModelScore = 5;

    private readonly IScorer _scorer;
    private readonly FeatureLayout _layout;
    private readonly TreeSurrogate _surrogate;
    private readonly TargetMaker _maker;
    private readonly SurrogateTreeTransformer.ColumnSettings _settings;
    private readonly DataViewSchema.Column[] _inputs;
    // The kinds of column, in order.
    private readonly int[] _kinds;
    private readonly Lazy<Dictionary<DecisionTree, ReadOnlyMemory<char>[]>> _paths;

    public SurrogateBinding(
        DataViewSchema schema, SurrogateModel model, IReadOnlyList<ScorerInput> trained, FeatureLayout layout, TreeSurrogate surrogate, TargetMaker maker,
        SurrogateTreeTransformer.ColumnSettings settings)
    {
        _scorer = model.Scorer(schema);
        _layout = layout;
        _surrogate = surrogate;
        _maker = maker;
        _settings = settings;
        _inputs = FindInputs(schema, _scorer, model);
        foreach ((DataViewSchema.Column column, ScorerInput input) in _inputs.Zip(trained))
        {
            if (input.IsKey && SchemaNames.KeyNames(column) is { } keys && !keys.SequenceEqual(input.KeyNames!))
            {
                throw new ArgumentException($"The keys of the column '{column.Name}' stand for other values than those that the surrogate was trained with.");
            }
        }
        _paths = new(() => surrogate.Members.Select(m => m.Tree).Distinct()
            .ToDictionary(t => t, t => Enumerable.Range(0, t.Leaves).Select(l => t.DescribePath(l).AsMemory()).ToArray()));
        bool classes = maker.IsClassification;
        _kinds = classes ? [Score, Label, Leaf, Path, Agrees, ModelScore] : [Score, Leaf, Path, Agrees, ModelScore];
        Outputs = [.. _kinds.Select(Column)];
    }

    public override IReadOnlyList<DataViewSchema.Column> Inputs => _inputs;

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override int BatchSize => NetworkScorer.DefaultBatchSize;

    /// <summary>The data's columns that a model reads.</summary>
    /// <exception cref="ArgumentException">One is missing or of another type; the message says which and what would be right.</exception>
    public static DataViewSchema.Column[] FindInputs(DataViewSchema schema, IScorer scorer, SurrogateModel model) => [.. scorer.Inputs.Select(input =>
    {
        DataViewSchema.Column column = Columns.Require(schema, model.ColumnOf(input.Name), $"the model's input '{input.Name}'");
        ScorerInput found = ScorerInput.Of(column);
        return found.ItemType == input.ItemType && found.Width == input.Width
            ? column
            : throw new ArgumentException(
                $"The model reads '{input.Name}' as {input.Width} x {input.ItemType.Name} a row, but the column '{column.Name}' is of type {column.Type}.");
    })];

    public override StageBatch CreateBatch(DataViewRow source, int capacity, Func<int, bool> isWanted)
    {
        SurrogateRows rows = new(source, _inputs, [.. _scorer.Inputs.Select(i => i.Name)], capacity);
        OutputColumn?[] outputs = [.. _kinds.Select((kind, i) => isWanted(i) ? Make(kind, Outputs[i].Type, capacity) : null)];
        double[] scores = new double[_maker.Outputs], model = new double[checked(capacity * _maker.Outputs)];
        return new StageBatch([rows], outputs, count =>
        {
            RowBatch batch = rows.Rows(count);
            if (Find<bool>(Agrees) is not null || Find<float>(ModelScore) is not null)
            {
                _maker.Make(_scorer.Score(batch), model.AsSpan(0, count * _maker.Outputs));
            }
            float[] values = _layout.Encode(batch);
            int width = _layout.Features.Count;
            for (int row = 0; row < count; row++)
            {
                Fill(row, values.AsSpan(row * width, width), scores, model.AsSpan(row * _maker.Outputs, _maker.Outputs));
            }
        });

        OutputColumn<T>? Find<T>(int kind) => Array.IndexOf(_kinds, kind) is >= 0 and int at ? (OutputColumn<T>?)outputs[at] : null;

        void Fill(int row, ReadOnlySpan<float> values, Span<double> scores, ReadOnlySpan<double> model)
        {
            _surrogate.Score(values, scores);
            int predicted = TensorPrimitives.IndexOfMax<double>(scores);
            DecisionTree tree = _surrogate.TreeOf(predicted);
            int leaf = tree.FindLeaf(values);
            Write(Find<float>(Score), row, scores);
            Write(Find<float>(ModelScore), row, model);
            Find<uint>(Label)?.Values[row] = (uint)predicted + 1;
            Find<int>(Leaf)?.Values[row] = leaf;
            Find<ReadOnlyMemory<char>>(Path)?.Values[row] = _paths.Value[tree][leaf];
            Find<bool>(Agrees)?.Values[row] = _maker.IsClassification
                ? predicted == TensorPrimitives.IndexOfMax(model)
                : Math.Abs(scores[0] - model[0]) <= _settings.Tolerance;
        }
    }

    private static void Write(OutputColumn<float>? column, int row, ReadOnlySpan<double> scores)
    {
        if (column is not null)
        {
            TensorPrimitives.ConvertTruncating(scores, column.Values.AsSpan(row * scores.Length, scores.Length));
        }
    }

    private OutputColumn Make(int kind, DataViewType type, int capacity) => kind switch
    {
        Score or ModelScore => new OutputColumn<float>(type, _maker.Outputs, capacity),
        Label => new OutputColumn<uint>(type, 1, capacity),
        Leaf => new OutputColumn<int>(type, 1, capacity),
        Path => new OutputColumn<ReadOnlyMemory<char>>(type, 1, capacity),
        _ => new OutputColumn<bool>(type, 1, capacity),
    };

    private DataViewSchema.DetachedColumn Column(int kind)
    {
        string name = _settings.OutputColumnName;
        return kind switch
        {
            Score or ModelScore when _maker.IsClassification => new(
                name + (kind == Score ? "Score" : "ModelScore"), new VectorDataViewType(NumberDataViewType.Single, _maker.Outputs), Names("SlotNames", _surrogate.Classes)),
            Score => new(name + "Score", NumberDataViewType.Single),
            ModelScore => new(name + "ModelScore", NumberDataViewType.Single),
            Label => new(name + "PredictedLabel", new KeyDataViewType(typeof(uint), _maker.Outputs), Names("KeyValues", _surrogate.Classes)),
            Leaf => new(name + "Leaf", NumberDataViewType.Int32),
            Path => new(name + "Path", TextDataViewType.Instance),
            _ => new(name + "Agrees", BooleanDataViewType.Instance),
        };
    }

    /// <summary>Annotations with the names of classes.</summary>
    internal static DataViewSchema.Annotations Names(string kind, IReadOnlyList<string> classes)
    {
        DataViewSchema.Annotations.Builder builder = new();
        ReadOnlyMemory<char>[] names = [.. classes.Select(c => c.AsMemory())];
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = (ref VBuffer<ReadOnlyMemory<char>> value) => new VBuffer<ReadOnlyMemory<char>>(names.Length, names).CopyTo(ref value);
        builder.Add(kind, new VectorDataViewType(TextDataViewType.Instance, names.Length), getter);
        return builder.ToAnnotations();
    }
}
