using System.Globalization;
using MLNet.Interpret.Evaluation;

namespace BreastCancer;

/// <summary>How far the tree can be trusted, in sentences that need no statistics.</summary>
public sealed class Trust(Study study)
{
    private readonly ExplainedBiopsy[] _differ = [.. study.Biopsies.Where(b => !b.Agrees)];
    private readonly FidelityMetrics _test = study.TestFidelity;

    /// <summary>What to know, each with a heading.</summary>
    public IEnumerable<(string Heading, string Text)> Points()
    {
        (double low, double high) = _test.AgreementInterval;
        yield return ("It is a summary of the network, not the network.", Text(
            $"Of {_test.Rows} biopsies that neither had seen, both give the same answer on {_test.Rows - _differ.Length}. So few biopsies leave room for chance: of very many, it may be anywhere from {100 * low:0} to {100 * high:0} in a hundred."));
        if (_differ.Length > 0)
        {
            int missed = _differ.Count(b => b.TreeClass == 0), right = _differ.Count(b => study.IndexOf(b.Label) == b.NetworkClass);
            yield return ("Look at which way it errs.", Text(
                $"They differ on {Times(_differ.Length)}. On {Of(missed)} the network says malignant and the tree says benign; on {Of(right)} it is the network that is right.{(missed > 0 ? " A “benign” of the tree must never stand for the network's." : "")}"));
            int sure = _differ.Count(b => b.Network.Max() > 0.9);
            yield return ("The network's certainty does not give the warning.", Text(
                $"On {Of(sure)} the network is more than 90 % sure of its own answer. Among the tenth of the biopsies on which it is least sure, both agree on {100 * _test.ConfidenceDeciles[0].Agreement:0} %."));
        }
        yield return ("True to the network is not true to the patient.", Text(
            $"The network is right on {100 * _test.ModelPerformance:0.0} % of these biopsies and the tree on {100 * _test.SurrogatePerformance:0.0} %. Both know thirty measurements and nothing else, all from one source. The tree shows what the network goes by; it does not show what causes a tumour."));
        yield return ("This page shows software at work.", "It is not for diagnosis.");
    }

    /// <summary>A small number as a word.</summary>
    public static string Times(int count) => count < Words.Length ? Words[count] : count.ToString(CultureInfo.InvariantCulture);

    private string Of(int count) => count == _differ.Length && count > 1 ? $"all {Times(count)}" : count == 0 ? "none of them" : $"{Times(count)} of them";

    private static readonly string[] Words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
