using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>The stage bound to a schema.</summary>
internal sealed class RuleBinding : StageBinding
{
    private const int Index = 0, Text = 1, Prediction = 2, Fidelity = 3;

    private readonly RuleSet _rules;
    private readonly FeatureLayout _layout;
    private readonly DataViewSchema.Column[] _inputs;
    private readonly ReadOnlyMemory<char>[] _texts;

    public RuleBinding(DataViewSchema schema, RuleSet rules, IReadOnlyList<ScorerInput> inputs, FeatureLayout layout, string name)
    {
        _rules = rules;
        _layout = layout;
        _inputs = [.. inputs.Select(i => Find(schema, i))];
        _texts = [.. Enumerable.Range(0, rules.Rules.Count + 1).Select(i => rules.Describe(i).AsMemory())];
        Outputs =
        [
            new(name + "Index", NumberDataViewType.Int32),
            new(name + "Text", TextDataViewType.Instance),
            rules.IsClassification
                ? new(name + "PredictedLabel", new KeyDataViewType(typeof(uint), rules.Classes.Count), SurrogateBinding.Names("KeyValues", rules.Classes))
                : new(name + "Score", NumberDataViewType.Single),
            new(name + "Fidelity", NumberDataViewType.Single),
        ];
    }

    public override IReadOnlyList<DataViewSchema.Column> Inputs => _inputs;

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override int BatchSize => NetworkScorer.DefaultBatchSize;

    public override StageBatch CreateBatch(DataViewRow source, int capacity, Func<int, bool> isWanted)
    {
        SurrogateRows rows = new(source, _inputs, [.. _inputs.Select(i => i.Name)], capacity);
        OutputColumn?[] outputs =
        [
            Make<int>(Index), Make<ReadOnlyMemory<char>>(Text), _rules.IsClassification ? Make<uint>(Prediction) : Make<float>(Prediction), Make<float>(Fidelity),
        ];
        return new StageBatch([rows], outputs, count =>
        {
            float[] values = _layout.Encode(rows.Rows(count));
            int width = _layout.Features.Count;
            for (int row = 0; row < count; row++)
            {
                int fired = _rules.Find(values.AsSpan(row * width, width));
                Rule rule = _rules[fired];
                (outputs[Index] as OutputColumn<int>)?.Values[row] = fired;
                (outputs[Text] as OutputColumn<ReadOnlyMemory<char>>)?.Values[row] = _texts[fired];
                (outputs[Prediction] as OutputColumn<uint>)?.Values[row] = (uint)rule.Label + 1;
                (outputs[Prediction] as OutputColumn<float>)?.Values[row] = (float)rule.Value[0];
                (outputs[Fidelity] as OutputColumn<float>)?.Values[row] = (float)(rule.Statistics?.Fidelity ?? double.NaN);
            }
        });

        OutputColumn<T>? Make<T>(int column) => isWanted(column) ? new OutputColumn<T>(Outputs[column].Type, 1, capacity) : null;
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, ScorerInput input)
    {
        DataViewSchema.Column column = Columns.Require(schema, input.Name, "what the rules are about");
        ScorerInput found = ScorerInput.Of(column);
        if (found.ItemType != input.ItemType || found.Width != input.Width)
        {
            throw new ArgumentException($"The rules read '{input.Name}' as {input.Width} x {input.ItemType.Name} a row, but the column is of type {column.Type}.");
        }
        return input.IsKey && SchemaNames.KeyNames(column) is { } keys && !keys.SequenceEqual(input.KeyNames!)
            ? throw new ArgumentException($"The keys of the column '{column.Name}' stand for other values than those that the rules were extracted with.")
            : column;
    }
}
