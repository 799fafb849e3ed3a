using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>What the estimators of stages that explain rows of tables share: the model, its columns, and what is checked before anything is learned.</summary>
/// <typeparam name="TTransformer">The stage.</typeparam>
public abstract class TabularEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : TabularTransformer
{
    private readonly IHostEnvironment _env;
    private readonly ScoredModel _model;

    private protected TabularEstimator(IHostEnvironment env, ScoredModel model, TabularStageOptions stage)
    {
        stage.Check();
        _env = env;
        _model = model;
        StageOptions = stage;
        DefaultSeed = (env as IHostEnvironmentInternal)?.Seed ?? 0;
    }

    private protected TabularStageOptions StageOptions { get; }

    /// <summary>The seed where the method's settings name none.</summary>
    private protected int DefaultSeed { get; }

    /// <summary>The columns that are added.</summary>
    private protected abstract ExplanationColumns[] Added { get; }

    /// <summary>Learns from training data, and writes what was learned.</summary>
    private protected abstract void Learn(BinaryWriter learned, IDataView input, IScorer scorer, TabularLayout layout);

    /// <summary>Makes the stage with what was learned.</summary>
    private protected abstract TTransformer Make(IHostEnvironment env, ScoredModel model, byte[] learned);

    /// <summary>Learns from training data what the method needs to know of the model's columns, and makes the stage.</summary>
    /// <param name="input">The training data.</param>
    /// <exception cref="ArgumentException">A column is missing, of a wrong type or size, or holds values that the method cannot learn from; the message says which and what would be right.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        IScorer scorer = _model.Open(input.Schema);
        ExplainedClasses.Check(scorer, StageOptions.Classes);
        TabularLayout layout = TabularLayout.Of(scorer, StageOptions.FeatureColumnNames, StageOptions.CategoricalNames, StageOptions.CategoricalSlots);
        MemoryStream learned = new();
        using (BinaryWriter writer = new(learned))
        {
            Learn(writer, input, scorer, layout);
        }
        TTransformer transformer = Make(_env, _model, learned.ToArray());
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _model.Check(inputSchema);
        return inputSchema.With([.. Added.SelectMany(c => c.Shapes())]);
    }
}
