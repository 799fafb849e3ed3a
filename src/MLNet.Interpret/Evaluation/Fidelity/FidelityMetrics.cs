using System.Globalization;

namespace MLNet.Interpret.Evaluation;

/// <summary>How well a surrogate mimics its model on some data: its performance to the original model (Dao and Lee 2020, section 5).</summary>
public sealed record FidelityMetrics
{
    /// <summary>The number of rows.</summary>
    public required int Rows { get; init; }

    /// <summary>The share of rows on which both predict the same class; for numbers, on which the surrogate is within the stage's tolerance.</summary>
    public required double Agreement { get; init; }

    /// <summary>Wilson's 95 % confidence interval of <see cref="Agreement"/>.</summary>
    public required (double Low, double High) AgreementInterval { get; init; }

    /// <summary>Cohen's kappa: agreement beyond what chance would give; NaN for numbers, and where both always predict one class.</summary>
    public double Kappa { get; init; } = double.NaN;

    /// <summary>The mean F1 of the classes that either predicts, the model's prediction being the truth; NaN for numbers.</summary>
    public double MacroF1 { get; init; } = double.NaN;

    /// <summary>The number of rows by the model's class (outer) and the surrogate's (inner); none for numbers.</summary>
    public IReadOnlyList<IReadOnlyList<long>> ConfusionMatrix { get; init; } = [];

    /// <summary>The names of the classes; none for numbers.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The share of the variance of the model's scores, over all classes, that the surrogate's explain.</summary>
    public required double RSquared { get; init; }

    /// <summary>The mean magnitude of the difference of a score.</summary>
    public required double MeanAbsoluteError { get; init; }

    /// <summary>How the surrogate does on the true labels: accuracy, or R2 for numbers; null where no labels are given.</summary>
    public double? SurrogatePerformance { get; init; }

    /// <summary>How the model does on them.</summary>
    public double? ModelPerformance { get; init; }

    /// <summary>The rows of each leaf that any reach, by the trees' order.</summary>
    public required IReadOnlyList<RegionFidelity> Leaves { get; init; }

    /// <summary>Tenths of the rows by the model's confidence in its class, the least confident first; none for numbers.</summary>
    public IReadOnlyList<RegionFidelity> ConfidenceDeciles { get; init; } = [];

    /// <summary>The leaf with the least agreement; of those alike, the one with more rows.</summary>
    public RegionFidelity WorstLeaf => Worst(Leaves);

    /// <summary>The tenth with the least agreement; null for numbers.</summary>
    public RegionFidelity? WorstDecile => ConfidenceDeciles.Count == 0 ? null : Worst(ConfidenceDeciles);

    /// <summary>The surrogate's size; null where the surrogate is not given.</summary>
    public SurrogateSize? Size { get; init; }

    /// <summary>Whether classes are predicted rather than a number.</summary>
    internal bool IsClassification => Classes.Count > 0;

    /// <summary>The one number of how faithful it is: agreement on classes, R2 of a number.</summary>
    internal double Main => IsClassification ? Agreement : RSquared;

    /// <summary>The main numbers in one line.</summary>
    public override string ToString() => IsClassification
        ? string.Create(CultureInfo.InvariantCulture, $"{Rows} rows: agreement {Agreement:0.000} ({AgreementInterval.Low:0.000} to {AgreementInterval.High:0.000}), kappa {Kappa:0.000}, macro F1 {MacroF1:0.000}, R2 of scores {RSquared:0.000}")
        : string.Create(CultureInfo.InvariantCulture, $"{Rows} rows: R2 {RSquared:0.000}, mean absolute error {MeanAbsoluteError:0.###}, within the tolerance {Agreement:0.000}");

    private static RegionFidelity Worst(IReadOnlyList<RegionFidelity> regions) => regions.OrderBy(r => r.Agreement).ThenByDescending(r => r.Rows).First();
}

/// <summary>How well a surrogate mimics its model in a part of the data.</summary>
/// <param name="Name">What part: the answers that lead to a leaf, or the range of the model's confidence.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Agreement">The share of them on which both agree.</param>
/// <param name="MeanAbsoluteError">The mean magnitude of the difference of a score.</param>
public sealed record RegionFidelity(string Name, int Rows, double Agreement, double MeanAbsoluteError);

/// <summary>The size of a surrogate.</summary>
/// <param name="Trees">The number of trees.</param>
/// <param name="Leaves">The number of leaves: as many rules.</param>
/// <param name="Depth">The longest way to a leaf.</param>
/// <param name="MeanPathLength">The mean number of tests of a row, in the tree that tells most of its prediction.</param>
/// <param name="Terms">The number of single conditions in all tests.</param>
public sealed record SurrogateSize(int Trees, int Leaves, int Depth, double MeanPathLength, int Terms);
