using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>What explains rows of tables by weights of features.</summary>
internal interface ITabularExplainer
{
    TabularLayout Layout { get; }

    ExplanationSet Explain(RowBatch rows, IReadOnlyList<int>? classes = null, IProgress<long>? progress = null, CancellationToken cancellation = default);

    /// <summary>What a feature's weight in a row is about, in words.</summary>
    string Describe(int feature, RowBatch rows, int row);
}
