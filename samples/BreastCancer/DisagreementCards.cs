using System.Globalization;
using System.Text;
using MLNet.Interpret.Evaluation;
using MLNet.Interpret.Rules;
using Samples;

namespace BreastCancer;

/// <summary>The biopsies on which tree and network are furthest apart, each with what either goes by.</summary>
public sealed class DisagreementCards(Study study)
{
    private const int Shown = 6;

    private readonly StringBuilder _html = new();
    private readonly RuleSet _paths = study.Surrogate.ToRules();

    /// <summary>The cards, as HTML.</summary>
    public string Write()
    {
        _html.Append("<div class=\"cards\">\n");
        foreach (Disagreement disagreement in study.Disagreements)
        {
            Card(study.Biopsies[disagreement.Row], study.TestExamples.Row(disagreement.Row), disagreement.Row + 1);
        }
        return _html.Append("</div>\n").ToString();
    }

    private void Card(ExplainedBiopsy biopsy, ReadOnlySpan<float> measurements, int number)
    {
        int path = _paths.Find(measurements);
        string truth = HtmlPage.Escape(biopsy.Label);
        Add($"""
            <article>
            <h3>Biopsy {number} of {study.Biopsies.Count}: <span class="{truth}">{truth}</span></h3>
            <dl class="sure">
            """);
        foreach ((string who, float[] says) in new[] { ("network", biopsy.Network), ("tree", biopsy.Tree) })
        {
            Add($"""<dt>{who}</dt><dd><i style="width:{100 * says[1]:F1}%"></i></dd><dd class="number">{100 * says[1]:F0} % malignant</dd>""");
        }
        Add($"""
            </dl>
            <p><b>The tree</b> goes by this: {HtmlPage.Escape(_paths[path].ToWords(_paths.Features))}.</p>
            <p><b>The network</b> goes by this, says LIME (points of probability):</p>
            <ol class="reasons">
            """);
        float[] reasons = biopsy.Reasons;
        int[] order = [.. Enumerable.Range(0, reasons.Length).OrderByDescending(j => Math.Abs(reasons[j]))];
        float most = Math.Abs(reasons[order[0]]), others = order[Shown..].Sum(j => reasons[j]);
        foreach (int j in order[..Shown])
        {
            Bar(Text($"{HtmlPage.Escape(study.Measurements[j])}<br /><b>{biopsy.Measurements[j]:G4}</b> <small>(mean {study.Means[j]:G3})</small>"), reasons[j], most);
        }
        Bar($"<i>the other {order.Length - Shown} together</i>", others, Math.Max(most, Math.Abs(others)));
        Add($"""
            </ol>
            <p class="fit">From {100 * biopsy.MeanPrediction:F0} % where all is at its mean, these come to {100 * biopsy.LimePrediction:F0} %; the network says {100 * biopsy.Network[1]:F0} %. LIME fits it near here with R² {biopsy.Fit:F2}.</p>
            </article>
            """);
    }

    private void Bar(string what, float points, float most) => Add($"""
        <li><span>{what}</span> <span class="bar"><i class="{(points > 0 ? "malignant" : "benign")}" style="width:{50 * Math.Min(1, Math.Abs(points) / most):F1}%"></i></span>
        <span class="number">{100 * points:+0;−0;0}</span></li>
        """);

    private void Add(FormattableString text) => _html.Append(Text(text)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
