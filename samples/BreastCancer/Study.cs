using System.Globalization;
using MLNet.Interpret.Evaluation;
using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;

namespace BreastCancer;

/// <summary>What came of explaining the network.</summary>
public sealed record Study
{
    /// <summary>Cross-validated fidelity by the number of leaves, on the training rows.</summary>
    public required IReadOnlyList<CrossValidatedFidelityAtSize> Curve { get; init; }

    /// <summary>The tree.</summary>
    public required TreeSurrogate Surrogate { get; init; }

    /// <summary>How well the tree mimics the network on the rows that it was grown from.</summary>
    public required FidelityMetrics TrainFidelity { get; init; }

    /// <summary>The same on rows that neither tree nor network has seen.</summary>
    public required FidelityMetrics TestFidelity { get; init; }

    /// <summary>The training rows, and what the network says of them.</summary>
    public required Examples TrainExamples { get; init; }

    /// <summary>The test rows, and what the network says of them.</summary>
    public required Examples TestExamples { get; init; }

    /// <summary>The tree as rules, simplified.</summary>
    public required RuleSet Rules { get; init; }

    /// <summary>The test rows, explained.</summary>
    public required IReadOnlyList<ExplainedBiopsy> Biopsies { get; init; }

    /// <summary>The test rows on which tree and network are furthest apart.</summary>
    public required IReadOnlyList<Disagreement> Disagreements { get; init; }

    /// <summary>The mean of each measurement in the training rows, read from ML.NET's normaliser.</summary>
    public required IReadOnlyList<double> Means { get; init; }

    /// <summary>The rules, measured on the test rows: their confidence is by the true labels.</summary>
    public RuleSet MeasuredRules => Rules.Measure(TestExamples, [.. Biopsies.Select(b => (double)IndexOf(b.Label))]);

    /// <summary>The names of the measurements.</summary>
    public IReadOnlyList<string> Measurements => [.. Surrogate.Features.Select(f => f.Name)];

    /// <summary>The index of a class.</summary>
    public int IndexOf(string label) => Surrogate.Classes.Index().First(c => c.Item == label).Index;

    /// <summary>Prints a summary.</summary>
    public void Print(TextWriter writer)
    {
        (double low, double high) = TestFidelity.AgreementInterval;
        writer.WriteLine(Text($"On {TestFidelity.Rows} biopsies that neither has seen, a tree of {Surrogate.Leaves} leaves says what the network says of {TestFidelity.Agreement:P1}"));
        writer.WriteLine(Text($"(95 % interval {low:P1} to {high:P1}; kappa {TestFidelity.Kappa:F2}). The network is right on {TestFidelity.ModelPerformance:P1}, the tree on {TestFidelity.SurrogatePerformance:P1}.\n"));
        writer.WriteLine(Surrogate.ToText());
        for (int i = 0; i <= Rules.Rules.Count; i++)
        {
            writer.WriteLine(Rules.ToSentence(i));
        }
        writer.WriteLine("\nFurthest apart:");
        foreach (Disagreement d in Disagreements)
        {
            ExplainedBiopsy b = Biopsies[d.Row];
            int first = Enumerable.Range(0, b.Reasons.Length).MaxBy(j => Math.Abs(b.Reasons[j]));
            writer.WriteLine(Text(
                $"  test row {d.Row,3}, {b.Label,-9}: network {b.Network[1]:P0} malignant, tree {b.Tree[1]:P0}; {Measurements[first]} {b.Measurements[first]:G4} counts most ({b.Reasons[first]:+0.00;-0.00})"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
