using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.Saliency;

/// <summary>Makes a stage that says how much each element of a network's input counts for a score. There is nothing to learn from data.</summary>
public sealed class SaliencyEstimator : IEstimator<SaliencyTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly Network _network;
    private readonly Options _options;
    private readonly ExecutionOptions _execution;
    private readonly SaliencyPlan _plan;

    internal SaliencyEstimator(IHostEnvironment env, NetworkSource model, Options options, ExecutionOptions execution)
    {
        _env = env;
        _options = options.Complete();
        _execution = execution;
        _network = model.Load();
        _plan = new SaliencyPlan(_network, _options, execution);
    }

    /// <summary>Settings of the stage: the columns, and what of the network is explained, and how.</summary>
    public sealed record Options : SaliencyOptions
    {
        /// <summary>The column of attributions that is added: of the input column's type, its slot names kept.</summary>
        public required string OutputColumnName { get; init; }

        /// <summary>The column that is explained, of the network's row size; null for one that is called like the network's input.</summary>
        public string? InputColumnName { get; init; }

        /// <summary>The columns of the network's other inputs, by the inputs' names; one that is not given is called like its input.</summary>
        public IReadOnlyDictionary<string, string> OtherInputColumnNames { get; init; } = new Dictionary<string, string>();

        /// <summary>
        /// The column of the class to explain in each row: a number from 0, negative for the class of the highest score, or a key. Null for
        /// <see cref="SaliencyOptions.Target"/> in all rows.
        /// </summary>
        public string? TargetColumnName { get; init; }

        /// <summary>The column of what each row is compared with, of the input column's size; null for <see cref="SaliencyOptions.Baseline"/>.</summary>
        public string? BaselineColumnName { get; init; }

        /// <summary>The column, Int64, of the class that is explained; null for the output column's name followed by <c>Target</c>.</summary>
        public string? ExplainedTargetColumnName { get; init; }

        /// <summary>
        /// The column, Single, of the completeness gap, which is added where the method means attributions to sum to a difference of scores;
        /// null for the output column's name followed by <c>CompletenessGap</c>.
        /// </summary>
        public string? CompletenessGapColumnName { get; init; }

        /// <summary>The column of the network's scores; null for none.</summary>
        public string? ScoresColumnName { get; init; }

        /// <summary>The CUDA device to run on; null for the MLContext's.</summary>
        [JsonIgnore]
        public int? GpuDeviceId { get; init; }

        /// <summary>Whether to run on the CPU where CUDA cannot be used; the MLContext may say so too.</summary>
        [JsonIgnore]
        public bool FallbackToCpu { get; init; }

        internal Options Complete()
        {
            if (string.IsNullOrWhiteSpace(OutputColumnName))
            {
                throw new ArgumentException("The output column needs a name.");
            }
            if (CompletenessGapColumnName is not null && !Method.IsComplete)
            {
                throw new ArgumentException($"Attributions by {Method.Name} are not meant to sum to a difference of scores, so there is no completeness gap to put into '{CompletenessGapColumnName}'.");
            }
            return this with
            {
                ExplainedTargetColumnName = ExplainedTargetColumnName ?? $"{OutputColumnName}Target",
                CompletenessGapColumnName = CompletenessGapColumnName ?? $"{OutputColumnName}CompletenessGap",
                Baseline = BaselineColumnName is null ? Baseline : Baseline.PerRow,
            };
        }
    }

    /// <summary>Makes the stage.</summary>
    /// <param name="input">Data, whose columns are checked.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type or size; the message says which and what would be right.</exception>
    public SaliencyTransformer Fit(IDataView input)
    {
        SaliencyTransformer transformer = new(_env, _network, _options, _plan, _execution);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type; the message says which and what would be right.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SaliencyColumns columns = new(_options, _plan);
        SchemaShape.Column explained = NetworkColumn.Check(inputSchema, columns.Input, _plan.Explained, columns.InputRole);
        foreach (ValueInfo other in _plan.Others)
        {
            NetworkColumn.Check(inputSchema, columns.Other(other), other, SaliencyColumns.Role(other));
        }
        if (_options.BaselineColumnName is { } baseline)
        {
            NetworkColumn.Check(inputSchema, baseline, _plan.Explained, SaliencyColumns.BaselineRole);
        }
        if (_options.TargetColumnName is { } target)
        {
            ClassColumn.Check(inputSchema, target, SaliencyColumns.TargetRole);
        }

        SchemaShape slotNames = new(explained.Annotations.Where(a => a.Name == SaliencyColumns.SlotNames));
        List<SchemaShape.Column> added =
        [
            explained.Kind == SchemaShape.Column.VectorKind.Scalar
                ? SchemaShapes.Scalar(_options.OutputColumnName, explained.ItemType)
                : SchemaShapes.Vector(_options.OutputColumnName, explained.ItemType, slotNames),
            SchemaShapes.Scalar(_options.ExplainedTargetColumnName!, NumberDataViewType.Int64),
        ];
        if (columns.HasGap)
        {
            added.Add(SchemaShapes.Scalar(_options.CompletenessGapColumnName!, NumberDataViewType.Single));
        }
        if (_options.ScoresColumnName is { } scores)
        {
            added.Add(SchemaShapes.Vector(scores, columns.ScoresType.ItemType));
        }
        return inputSchema.With([.. added]);
    }
}
