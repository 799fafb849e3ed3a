using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Learns a tree that mimics a model, and makes a stage of it.</summary>
public sealed class SurrogateTreeEstimator : IEstimator<SurrogateTreeTransformer>
{
    private readonly IHostEnvironment _env;
    // Each stage has a model of its own, since disposing of the stage closes it.
    private readonly Func<SurrogateModel> _open;
    private readonly Options _options;

    internal SurrogateTreeEstimator(IHostEnvironment env, Func<SurrogateModel> open, Options options)
    {
        _env = env;
        _open = open;
        _options = options;
        ArgumentException.ThrowIfNullOrWhiteSpace(options.OutputColumnName);
    }

    /// <summary>Settings of the stage: its columns, and what is learnt, and how.</summary>
    public sealed record Options : SurrogateOptions
    {
        /// <summary>
        /// What the names of the columns that are added start with: <c>Score</c> (a Single, or one for each class), <c>PredictedLabel</c> (a key;
        /// for classes only), <c>Leaf</c> (Int32), <c>Path</c> (text: the answers that lead to the leaf), <c>Agrees</c> (Boolean: whether the
        /// model predicts the same class, or a number within <see cref="AgreementTolerance"/>) and <c>ModelScore</c> (what the surrogate mimics:
        /// the model's probabilities, or its number).
        /// </summary>
        public string OutputColumnName { get; init; } = "Surrogate";

        /// <summary>The column that the network's only input is read from; null for one of the same name. Further inputs are columns of their names.</summary>
        public string? InputColumnName { get; init; }

        /// <summary>The network's output, or the chain's column, with the scores; null for the first, or <c>Probability</c> or <c>Score</c>.</summary>
        public string? ScoreColumnName { get; init; }

        /// <summary>How far a number may be from the model's to agree with it; null for a tenth of the standard deviation of the model's numbers in training.</summary>
        public float? AgreementTolerance { get; init; }

        /// <summary>Takes the number of leaves that there are so far.</summary>
        public IProgress<int>? Progress { get; init; }

        /// <summary>Stops the training.</summary>
        public CancellationToken Cancellation { get; init; }

        /// <summary>The CUDA device that a network runs on; null for the MLContext's.</summary>
        public int? GpuDeviceId { get; init; }

        /// <summary>Whether to run on the CPU where CUDA cannot be used; the MLContext may say so too.</summary>
        public bool FallbackToCpu { get; init; }
    }

    /// <summary>What the names of the columns that the stage adds start with.</summary>
    internal string OutputColumnName => _options.OutputColumnName;

    /// <summary>Asks the model about the rows, and learns the tree.</summary>
    /// <param name="input">Training rows; labels are not needed.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type; the message says which and what would be right.</exception>
    public SurrogateTreeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        SurrogateModel model = _open();
        try
        {
            return Fit(input, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <remarks>Whether classes are predicted may only be known from the model's own schema; the columns of classes are listed unless a number is asked for.</remarks>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        string name = _options.OutputColumnName;
        SchemaShape slotNames = new([SchemaShapes.Vector("SlotNames", TextDataViewType.Instance)]);
        SchemaShape.Column[] shared =
        [
            SchemaShapes.Scalar(name + "Leaf", NumberDataViewType.Int32),
            SchemaShapes.Scalar(name + "Path", TextDataViewType.Instance),
            SchemaShapes.Scalar(name + "Agrees", BooleanDataViewType.Instance),
        ];
        return _options.Task == SurrogateTask.Regression
            ? inputSchema.With(
                [SchemaShapes.Scalar(name + "Score", NumberDataViewType.Single), .. shared, SchemaShapes.Scalar(name + "ModelScore", NumberDataViewType.Single)])
            : inputSchema.With(
            [
                SchemaShapes.Vector(name + "Score", NumberDataViewType.Single, slotNames),
                SchemaShapes.Label(name + "PredictedLabel"),
                .. shared,
                SchemaShapes.Vector(name + "ModelScore", NumberDataViewType.Single, slotNames),
            ]);
    }

    private SurrogateTreeTransformer Fit(IDataView input, SurrogateModel model)
    {
        IScorer scorer = model.Scorer(input.Schema);
        DataViewSchema.Column[] columns = SurrogateBinding.FindInputs(input.Schema, scorer, model);
        // The data's columns know more than a network's inputs do, such as the names of slots.
        ScorerInput[] inputs = [.. columns.Select((c, i) => Named(ScorerInput.Of(c)) with { Name = scorer.Inputs[i].Name })];
        FeatureLayout layout = new(inputs);
        RowBatch rows = SurrogateRows.Named(RowBatchReader.ReadAll(input, columns, _options.Cancellation), [.. inputs.Select(i => i.Name)]);
        SurrogateOptions options = _options with
        {
            Seed = _options.Seed ?? (_env as IHostEnvironmentInternal)?.Seed,
            Task = model.Settle(_options.Task, scorer, input.Schema),
        };
        (SurrogateTraining training, TargetMaker maker) = SurrogateTrainer.Train(scorer, layout, rows, options, _options.Progress, _options.Cancellation);
        float tolerance = _options.AgreementTolerance ?? (maker.IsClassification ? 0 : (float)(Deviation(training.Examples.Targets) / 10));
        using (IChannel channel = _env.Register(nameof(SurrogateTreeEstimator)).Start("Training"))
        {
            channel.Info(MessageSensitivity.None, FormattableString.Invariant(
                $"Learnt {training.Surrogate.Leaves} leaves from {training.Queries} queries in {training.TotalTime.TotalSeconds:0.00} s, of which the model took {training.ScoringTime.TotalSeconds:0.00} s."));
        }
        return new SurrogateTreeTransformer(_env, model, inputs, training.Surrogate, maker, new(_options.OutputColumnName, tolerance), training);
    }

    /// <summary>A column whose values all have names, which a tree asks about.</summary>
    internal static ScorerInput Named(ScorerInput column) => column with
    {
        SlotNames = column.SlotNames ?? [.. Enumerable.Range(0, column.Width).Select(s => column.Width == 1 ? column.Name : $"{column.Name}[{s}]")],
    };

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length);
    }
}
