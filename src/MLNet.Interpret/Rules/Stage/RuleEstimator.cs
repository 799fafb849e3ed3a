using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Extracts rules that mimic a model, and makes a stage of them.</summary>
public sealed class RuleEstimator : IEstimator<RuleTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly Func<SurrogateModel> _open;
    private readonly Options _options;

    internal RuleEstimator(IHostEnvironment env, Func<SurrogateModel> open, Options options)
    {
        _env = env;
        _open = open;
        _options = options;
        ArgumentException.ThrowIfNullOrWhiteSpace(options.OutputColumnName);
    }

    /// <summary>Settings of the stage: its columns, and how rules are extracted.</summary>
    public sealed record Options
    {
        /// <summary>
        /// What the names of the columns that are added start with: <c>Index</c> (Int32: the rule that fires, from 0; as many as there are rules where
        /// none does), <c>Text</c> (the rule in words), <c>PredictedLabel</c> (a key) or, of a number, <c>Score</c> (Single), and <c>Fidelity</c>
        /// (Single: <see cref="RuleStatistics.Fidelity"/> of that rule in training).
        /// </summary>
        public string OutputColumnName { get; init; } = "Rule";

        /// <summary>The column that the network's only input is read from; null for one of the same name. Further inputs are columns of their names.</summary>
        public string? InputColumnName { get; init; }

        /// <summary>The network's output, or the chain's column, with the scores; null for the first, or <c>Probability</c> or <c>Score</c>.</summary>
        public string? ScoreColumnName { get; init; }

        /// <summary>The way to extract rules; null for <see cref="TreeRuleExtractor"/>.</summary>
        public RuleExtractor? Extractor { get; init; }

        /// <summary>What to predict.</summary>
        public SurrogateTask Task { get; init; }

        /// <summary>What the model's scores of classes mean.</summary>
        public ScoreScale Scale { get; init; }

        /// <summary>The names of the classes; null for those that the model gives, or numbers from 0.</summary>
        public IReadOnlyList<string>? ClassNames { get; init; }

        /// <summary>The seed of all that is random; null for the MLContext's.</summary>
        public int? Seed { get; init; }

        /// <summary>Takes the number of leaves, or of rules, that there are so far.</summary>
        public IProgress<int>? Progress { get; init; }

        /// <summary>Stops the training.</summary>
        public CancellationToken Cancellation { get; init; }

        /// <summary>The CUDA device that a network runs on; null for the MLContext's.</summary>
        public int? GpuDeviceId { get; init; }

        /// <summary>Whether to run on the CPU where CUDA cannot be used; the MLContext may say so too.</summary>
        public bool FallbackToCpu { get; init; }
    }

    /// <summary>Asks the model about the rows, and extracts the rules.</summary>
    /// <param name="input">Training rows; labels are not needed.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type; the message says which and what would be right.</exception>
    public RuleTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using SurrogateModel model = _open();
        IScorer scorer = model.Scorer(input.Schema);
        DataViewSchema.Column[] columns = SurrogateBinding.FindInputs(input.Schema, scorer, model);
        ScorerInput[] inputs = [.. columns.Select(c => SurrogateTreeEstimator.Named(ScorerInput.Of(c)))];
        // The model knows its inputs by its own names.
        FeatureLayout layout = new([.. inputs.Select((c, i) => c with { Name = scorer.Inputs[i].Name })]);
        RowBatch rows = SurrogateRows.Named(RowBatchReader.ReadAll(input, columns, _options.Cancellation), [.. scorer.Inputs.Select(i => i.Name)]);
        SurrogateOptions options = new()
        {
            Task = model.Settle(_options.Task, scorer, input.Schema),
            Scale = _options.Scale,
            ClassNames = _options.ClassNames,
            Seed = _options.Seed ?? (_env as IHostEnvironmentInternal)?.Seed,
        };
        Lesson lesson = SurrogateTrainer.Prepare(scorer, layout, rows, options, _options.Progress, _options.Cancellation).Lesson;
        RuleSet rules = (_options.Extractor ?? new TreeRuleExtractor()).Extract(lesson);
        using (IChannel channel = _env.Register(nameof(RuleEstimator)).Start("Training"))
        {
            channel.Info(MessageSensitivity.None, FormattableString.Invariant(
                $"Extracted {rules.Rules.Count} rules with {rules.Terms} comparisons from {rows.Count} rows; their fidelity there is {rules.Fidelity(lesson.Examples):0.000}."));
        }
        return new RuleTransformer(_env, rules, inputs, _options.OutputColumnName);
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <remarks>Whether classes are predicted may only be known from the model's own schema; the column of classes is listed unless a number is asked for.</remarks>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        string name = _options.OutputColumnName;
        return inputSchema.With(
        [
            SchemaShapes.Scalar(name + "Index", NumberDataViewType.Int32),
            SchemaShapes.Scalar(name + "Text", TextDataViewType.Instance),
            _options.Task == SurrogateTask.Regression
                ? SchemaShapes.Scalar(name + "Score", NumberDataViewType.Single)
                : SchemaShapes.Label(name + "PredictedLabel"),
            SchemaShapes.Scalar(name + "Fidelity", NumberDataViewType.Single),
        ]);
    }
}
