using System.Text.Json.Serialization;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The columns of a stage that explains rows of tables by weights of features, and what of the model it explains.</summary>
public sealed record TabularStageOptions
{
    /// <summary>
    /// The column of weights that is added, one for each feature, its slots named. The others are called like it, followed by <c>Target</c>,
    /// <c>Intercept</c>, <c>LocalPrediction</c>, <c>R2</c>, <c>Features</c>, <c>Conditions</c> and, where confidence intervals are asked for,
    /// <c>Samples</c> and <c>HalfWidths</c>. Where several classes are explained, each has such columns, with <c>.</c> and the class number
    /// (or, where classes are not named, the rank from 1) at their ends.
    /// </summary>
    public required string OutputColumnName { get; init; }

    /// <summary>
    /// For a network: a column for each input in turn, or several that together make up the only input; null for columns called like the inputs.
    /// A chain of stages reads the columns that it needs.
    /// </summary>
    public IReadOnlyList<string>? InputColumnNames { get; init; }

    /// <summary>The network's output with the scores, or the chain's column; null for the first output, or <c>Probability</c> where there is one, else <c>Score</c>.</summary>
    public string? ScoreName { get; init; }

    /// <summary>The classes to explain in every row; null for those with the highest scores.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>The columns whose values are features; null for all that the model reads. The others stay as they are in the row.</summary>
    public IReadOnlyList<string>? FeatureColumnNames { get; init; }

    /// <summary>Columns of numbers, or slots of them by name, that stand for categories. Text, keys, booleans and what one-hot encoding made always do.</summary>
    public IReadOnlyList<string>? CategoricalNames { get; init; }

    /// <summary>By column: runs of slots, first and last included, that together encode one category, beyond those that the column notes itself.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, IReadOnlyList<(int First, int Last)>>? CategoricalSlots { get; init; }

    /// <summary>The column of labels that ranges by entropy are made with; null for the class to which the model gives the highest score.</summary>
    public string? LabelColumnName { get; init; }

    /// <summary>The most training rows that are read, the first ones; null (default) for all.</summary>
    public int? MaxTrainingRows { get; init; }

    /// <summary>The CUDA device to run a network on; null for the MLContext's.</summary>
    [JsonIgnore]
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to run on the CPU where CUDA cannot be used; the MLContext may say so too.</summary>
    [JsonIgnore]
    public bool FallbackToCpu { get; init; }

    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(OutputColumnName))
        {
            throw new ArgumentException("The output column needs a name.");
        }
        if (MaxTrainingRows is < 1)
        {
            throw new ArgumentException($"MaxTrainingRows is {MaxTrainingRows}; it must be at least 1.");
        }
    }
}
