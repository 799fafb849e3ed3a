using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Makes a stage that explains what a fitted ML.NET model makes of texts, by LIME. There is nothing to learn from data.</summary>
public sealed class LimeTextEstimator : IEstimator<LimeTextTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly ITransformer _model;
    private readonly Options _options;

    internal LimeTextEstimator(IHostEnvironment env, ITransformer model, Options options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _env = env;
        _model = model;
        _options = options.Complete(env);
    }

    /// <summary>Settings of the stage: the columns, and how texts are explained.</summary>
    public sealed record Options : TextLimeOptions
    {
        /// <summary>
        /// The column of weights that is added, one for each token. The others are called like it, followed by <c>Target</c>, <c>Intercept</c>,
        /// <c>LocalPrediction</c>, <c>R2</c>, <c>Features</c> and, where sampling goes on to a tolerance, <c>Samples</c> and <c>HalfWidths</c>. Where
        /// several classes are explained, each has such columns, with <c>.</c> and the class number (or, where classes are not named, the rank from 1) at
        /// their ends. The tokens are in the column whose name goes on with <c>Tokens</c>; where in the text tokens stand, in characters, is in
        /// <c>Positions</c>, and which token stands there in <c>PositionTokens</c>.
        /// </summary>
        public required string OutputColumnName { get; init; }

        /// <summary>The column of text that is explained; null for the only one that the model reads.</summary>
        public string? InputColumnName { get; init; }

        /// <summary>The model's column with the scores; null for <c>Probability</c> where it gives it, else <c>Score</c>.</summary>
        public string? ScoreColumnName { get; init; }

        /// <summary>A column of the model that holds the words of a text in their order, such as <c>TokenizeIntoWords</c> gives it, instead of a split; null for none.</summary>
        public string? TokensColumnName { get; init; }

        /// <summary>The classes to explain in every text; null for those with the highest scores, <see cref="TextLimeOptions.TopClasses"/> of them.</summary>
        public IReadOnlyList<int>? Classes { get; init; }

        /// <summary>The columns of linear models.</summary>
        internal ExplanationColumns[] Added() => [.. ExplanationColumns.All(OutputColumnName, Classes, TopClasses, Tolerance is not null)
            .Select(c => c with { AreNamed = false, Varies = true })];

        internal Options Complete(IHostEnvironment env)
        {
            if (string.IsNullOrWhiteSpace(OutputColumnName))
            {
                throw new ArgumentException("The output column needs a name.");
            }
            if (Tokenizer is not null && TokensColumnName is not null)
            {
                throw new ArgumentException("Tokenizer and TokensColumnName both say what the words are; set one of them.");
            }
            Check();
            return this with { Seed = Seed ?? (env as IHostEnvironmentInternal)?.Seed ?? 0 };
        }
    }

    /// <summary>Makes the stage.</summary>
    /// <param name="input">Data, whose columns are checked.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type; the message says which and what would be right.</exception>
    public LimeTextTransformer Fit(IDataView input)
    {
        LimeTextTransformer transformer = new(_env, new ScoredTransformer(_model, _options.ScoreColumnName), _options);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <exception cref="ArgumentException">The column of text is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        if (_options.InputColumnName is { } name)
        {
            SchemaShape.Column column = Columns.Require(inputSchema, name, "the text to explain");
            if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType)
            {
                throw new ArgumentException($"The column '{name}' is {column.Kind} of {column.ItemType}; one text in a row is explained.");
            }
        }
        return inputSchema.With([
            .. _options.Added().SelectMany(c => c.Shapes()),
            Varying("Tokens", TextDataViewType.Instance),
            Varying("Positions", NumberDataViewType.Int32),
            Varying("PositionTokens", NumberDataViewType.Int32),
        ]);

        SchemaShape.Column Varying(string part, DataViewType type) =>
            new(_options.OutputColumnName + part, SchemaShape.Column.VectorKind.VariableVector, type, isKey: false);
    }
}
