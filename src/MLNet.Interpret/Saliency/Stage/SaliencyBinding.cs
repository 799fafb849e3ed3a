using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.Saliency;

/// <summary>The stage bound to a schema.</summary>
internal sealed class SaliencyBinding : StageBinding
{
    private readonly SaliencyExplainer _explainer;
    private readonly NetworkColumn _explained;
    private readonly NetworkColumn? _baseline;
    private readonly DataViewSchema.Column? _target;
    private readonly Dictionary<string, NetworkColumn> _others;
    private readonly List<Output> _outputs;

    public SaliencyBinding(DataViewSchema schema, SaliencyEstimator.Options options, SaliencyPlan plan, SaliencyExplainer explainer)
    {
        _explainer = explainer;
        SaliencyColumns columns = new(options, plan);
        _explained = new NetworkColumn(schema, columns.Input, plan.Explained, columns.InputRole);
        _others = plan.Others.ToDictionary(o => o.Name, o => new NetworkColumn(schema, columns.Other(o), o, SaliencyColumns.Role(o)));
        _baseline = options.BaselineColumnName is { } baseline ? new NetworkColumn(schema, baseline, plan.Explained, SaliencyColumns.BaselineRole) : null;
        _target = options.TargetColumnName is { } target ? ClassColumn.Bind(schema, target, SaliencyColumns.TargetRole) : null;
        Inputs = [_explained.Column, .. _others.Values.Select(o => o.Column), .. _baseline is null ? [] : new[] { _baseline.Column }, .. _target is { } t ? new[] { t } : []];

        DataViewSchema.Annotations.Builder slotNames = new();
        slotNames.Add(_explained.Column.Annotations, kind => kind == SaliencyColumns.SlotNames);
        _outputs =
        [
            new(new(options.OutputColumnName, _explained.SameType, slotNames.ToAnnotations()), (rows, tensor) => rows with { Attribution = tensor }, _explained.Element, plan.RowShape),
            new(new(options.ExplainedTargetColumnName!, NumberDataViewType.Int64), (rows, tensor) => rows with { Target = tensor }, ElementType.Int64, []),
        ];
        if (columns.HasGap)
        {
            _outputs.Add(new(new(options.CompletenessGapColumnName!, NumberDataViewType.Single), (rows, tensor) => rows with { Gap = tensor }, ElementType.Float, []));
        }
        if (options.ScoresColumnName is { } scores)
        {
            TensorShape row = new(plan.Of.Type!.Shape!.Skip(1));
            _outputs.Add(new(new(scores, columns.ScoresType), (rows, tensor) => rows with { Scores = tensor }, plan.Of.Type.Element, row.Sizes));
        }
        Outputs = [.. _outputs.Select(o => o.Column)];
    }

    public override IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override int BatchSize => _explainer.BatchSize;

    public override StageBatch CreateBatch(DataViewRow source, int capacity, Func<int, bool> isWanted)
    {
        NetworkInputColumn x = _explained.Read(source, capacity);
        NetworkInputColumn? baseline = _baseline?.Read(source, capacity);
        ClassColumn? classes = _target is { } column ? new ClassColumn(source, column, capacity) : null;
        Dictionary<string, NetworkInputColumn> others = _others.ToDictionary(o => o.Key, o => o.Value.Read(source, capacity));
        InputColumn?[] inputs = [x.Column, baseline?.Column, classes, .. others.Values.Select(o => o.Column)];
        NetworkOutputColumn?[] outputs = [.. _outputs.Select((o, i) => isWanted(i) ? NetworkOutputColumn.Of(o.Column.Type, o.Element, o.RowShape, capacity) : null)];

        return new StageBatch([.. inputs.OfType<InputColumn>()], [.. outputs.Select(o => o?.Column)], count =>
        {
            SaliencyRows rows = new(x.Rows(count))
            {
                Baselines = baseline?.Rows(count),
                Targets = classes?.Rows(count),
                Others = others.ToDictionary(o => o.Key, o => o.Value.Rows(count)),
            };
            for (int i = 0; i < outputs.Length; i++)
            {
                rows = outputs[i] is { } output ? _outputs[i].Into(rows, output.Rows(count)) : rows;
            }
            _explainer.Run(rows);
        });
    }

    /// <summary>A column that is added.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Into">Has it filled when rows are explained.</param>
    /// <param name="Element">The type of its elements.</param>
    /// <param name="RowShape">The shape of one row.</param>
    private sealed record Output(
        DataViewSchema.DetachedColumn Column, Func<SaliencyRows, TensorBuffer, SaliencyRows> Into, ElementType Element, long[] RowShape);
}
