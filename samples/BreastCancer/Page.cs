using System.Globalization;
using System.Text;
using MLNet.Interpret.Evaluation;
using MLNet.Interpret.Reporting;
using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;
using Samples;

namespace BreastCancer;

/// <summary>One page with the tree, its rules, how faithful they are, and where they are not.</summary>
public sealed class Page(Study study)
{
    private readonly StringBuilder _html = new();
    private readonly FidelityMetrics _test = study.TestFidelity, _train = study.TrainFidelity;

    /// <summary>Writes the page into a folder.</summary>
    /// <returns>The path of the page.</returns>
    public string Write(string folder)
    {
        Header();
        Add($"<section>\n<h2>How far to trust the tree</h2>\n<ul class=\"trust\">");
        foreach ((string heading, string text) in new Trust(study).Points())
        {
            Add($"<li><b>{HtmlPage.Escape(heading)}</b> {HtmlPage.Escape(text)}</li>");
        }
        Add($"</ul>\n</section>");
        Tree();
        Rules();
        Curve();
        Add($"""
            <section>
            <h2>Where tree and network are furthest apart</h2>
            <p>Of the {_test.Rows} new biopsies, these are the {Trust.Times(study.Disagreements.Count)} to look at first. For the network speaks LIME, a straight-line model of its answers
            to 5,000 made-up biopsies of which those like this one count most: a bar is by how many points the measurement, being what it is and not the
            mean, moves the probability of “malignant”. <b class="malignant">Orange</b> speaks for malignant, <b class="benign">blue</b> for benign.</p>
            {new DisagreementCards(study).Write()}</section>
            """);
        Table();
        Add($"""
            <footer>
            <p>Data: Breast Cancer Wisconsin (Diagnostic), by W. H. Wolberg, W. N. Street and O. L. Mangasarian, in the copy of scikit-learn (BSD-3-Clause). Each
            measurement is of the nuclei in one image: its <em>mean</em> over them, the standard <em>error</em> of that mean, and its <em>worst</em>, the mean of the
            three largest. The table states no units.</p>
            </footer>
            """);
        // A number and its unit stay on one line.
        return HtmlPage.Write(folder, "Can a few questions stand in for a network?", Style, _html.Replace(" %", "\u00a0%").ToString());
    }

    private void Header()
    {
        (double low, double high) = _test.AgreementInterval;
        int questions = study.Surrogate.Leaves - 1;
        Add($"""
            <header>
            <h1>Can {Trust.Times(questions)} questions stand in for a network?</h1>
            <p>A neural network was taught to tell malignant from benign breast tumours by thirty measurements of cell nuclei. Nobody can read it.
            So a tree of {Trust.Times(questions)} questions was grown that answers as the network does, and put into rules. Here are both, and how far they can be trusted, measured on
            {_test.Rows} biopsies that neither network nor tree had seen.</p>
            <dl class="tiles">
            <div><dt>{100 * _test.Agreement:0.0} %</dt><dd>the tree says what the network says <small>(95 % interval {100 * low:0.0} to {100 * high:0.0})</small></dd></div>
            <div><dt>{100 * _test.ModelPerformance:0.0} %</dt><dd>the network is right</dd></div>
            <div><dt>{100 * _test.SurrogatePerformance:0.0} %</dt><dd>the tree is right</dd></div>
            <div><dt>{_test.Size!.MeanPathLength:0.0}</dt><dd>questions until the tree answers, on average</dd></div>
            </dl>
            </header>
            """);
    }

    private void Tree()
    {
        DecisionTree tree = study.Surrogate.Tree;
        Add($"""
            <section>
            <h2>The tree</h2>
            <p>Start at the top. Each question is about one measurement, in the table's own units, and its answer tells where to go on, until there is none left.
            <span class="drawn">The bar shows what the <em>network</em> says of the new biopsies that come to a box, the ring on how many of them the tree says
            the same.</span></p>
            <figure class="drawn">
            {study.Surrogate.ToSvg(study.TestExamples, "What the network goes by")}</figure>
            <div class="outline">
            {tree.ToHtmlList(study.Surrogate.Classes, NodeFidelity.Measure(tree, study.TestExamples))}</div>
            </section>
            """);
    }

    private void Rules()
    {
        RuleSet rules = study.MeasuredRules;
        Add($"""
            <section>
            <h2>The same as rules</h2>
            <p>The tree's leaves, put into as few words as cost at most one point of fidelity to the network. Each rule can be read by itself; they say what the network says of
            {100 * rules.Fidelity(study.TestExamples):0.0} % of the new biopsies.</p>
            <ol class="rules">
            """);
        for (int i = 0; i <= rules.Rules.Count; i++)
        {
            RuleStatistics statistics = rules[i].Statistics!;
            string kind = HtmlPage.Escape(rules.DescribePrediction(rules[i]));
            Add($"""
                <li class="{kind}"><p>{HtmlPage.Escape(rules.ToSentence(i))}</p>
                <small>{(statistics.Count == 0 ? "No new biopsy is of this kind." : Text($"{statistics.Count} of the new biopsies; the network says {kind} of {100 * statistics.Fidelity:0} % of them, and {100 * statistics.Confidence:0} % are."))}</small></li>
                """);
        }
        Add($"</ol>\n</section>");
    }

    private void Curve()
    {
        int size = study.Surrogate.Leaves, folds = study.Curve[0].Fidelity.Folds.Count, enough = study.Curve.ChooseSize();
        Add($"""
            <section>
            <h2>Would a larger tree do better?</h2>
            <div class="beside">
            <figure>{study.Curve.ToSvg(size)}</figure>
            <div>
            <p>Measured on the {_train.Rows} training biopsies only, so that the new ones stay untouched: trees are grown on {folds - 1} parts in {folds}, and tried on the
            part that was left out, for each part in turn. The shade is the 95 % interval of the mean of the {folds}.</p>
            <p>{Trust.Times(size)[..1].ToUpperInvariant()}{Trust.Times(size)[1..]} leaves mimic the network best (the orange point). {(enough < size ? $"But {Trust.Times(enough)} do hardly worse: the difference is less than the error of measuring it. Who wants a tree to remember takes {Trust.Times(enough)}." : "")}
            More leaves only make it harder to read.</p>
            </div>
            </div>
            </section>
            """);
    }

    private void Table()
    {
        Add($"""
            <section>
            <h2>Fidelity in numbers</h2>
            <div class="beside">
            <table>
            <caption>Of the tree to the network</caption>
            <thead><tr><th scope="col">measure</th><th scope="col">training</th><th scope="col">new</th></tr></thead>
            <tbody>
            """);
        Row("biopsies", m => Text($"{m.Rows}"));
        Row("same class", m => Text($"{100 * m.Agreement:0.0} %"));
        Row("95 % interval", m => Text($"{100 * m.AgreementInterval.Low:0.0}–{100 * m.AgreementInterval.High:0.0} %"));
        Row("Cohen's kappa", m => Text($"{m.Kappa:0.000}"));
        Row("macro F1", m => Text($"{m.MacroF1:0.000}"));
        Row("R² of probabilities", m => Text($"{m.RSquared:0.000}"));
        Row("network right", m => Text($"{100 * m.ModelPerformance:0.0} %"));
        Row("tree right", m => Text($"{100 * m.SurrogatePerformance:0.0} %"));
        IReadOnlyList<string> classes = _test.Classes;
        Add($"""
            </tbody>
            </table>
            <div>
            <table>
            <caption>New biopsies, by what is said of them</caption>
            <thead><tr><td></td>{string.Concat(classes.Select(c => $"<th scope=\"col\">tree: {HtmlPage.Escape(c)}</th>"))}</tr></thead>
            <tbody>{string.Concat(classes.Select((c, i) => $"<tr><th scope=\"row\">network: {HtmlPage.Escape(c)}</th>{string.Concat(_test.ConfusionMatrix[i].Select(n => $"<td>{n}</td>"))}</tr>"))}</tbody>
            </table>
            <table>
            <caption>Size</caption>
            <tbody>
            <tr><th scope="row">leaves of the tree</th><td>{_test.Size!.Leaves}</td></tr>
            <tr><th scope="row">depth</th><td>{_test.Size.Depth}</td></tr>
            <tr><th scope="row">questions, on average</th><td>{_test.Size.MeanPathLength:0.0}</td></tr>
            <tr><th scope="row">rules, and comparisons in them</th><td>{study.Rules.Rules.Count}, {study.Rules.Terms}</td></tr>
            </tbody>
            </table>
            </div>
            </div>
            </section>
            """);

        void Row(string name, Func<FidelityMetrics, string> show) =>
            Add($"<tr><th scope=\"row\">{name}</th><td>{show(_train)}</td><td>{show(_test)}</td></tr>");
    }

    private void Add(FormattableString text) => _html.Append(Text(text)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private const string Style = """

        :root { --benign: #0072b2; --malignant: #e69f00; --benign-ink: #005a8e; --malignant-ink: #8a5a00; }
        @media (prefers-color-scheme: dark) { :root { --benign-ink: #6cc0f0; --malignant-ink: #f0b840; } }
        b.benign, h3 .benign { color: var(--benign-ink); } b.malignant, h3 .malignant { color: var(--malignant-ink); }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1rem; margin: 1.5rem 0 0; }
        .tiles div { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .8rem 1rem; }
        .tiles dt { font-size: 1.7rem; font-weight: 650; letter-spacing: -.01em; } .tiles dd { margin: 0; font-size: .9rem; line-height: 1.4; color: var(--soft); }
                .trust { max-width: 46rem; padding-left: 1.2rem; } .trust li { margin: 0 0 .6rem; color: var(--soft); } .trust b { color: var(--ink); }
        figure { margin: 0; }
        figure { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }
        figure svg { display: block; width: 100%; height: auto; } figure.drawn svg { width: auto; max-width: 100%; margin: 0 auto; }
        @media (max-width: 52rem) { .drawn { display: none; } } @media (min-width: 52.01rem) { .outline { display: none; } }
        .outline ul { list-style: none; margin: .2rem 0 0; padding: 0 0 0 .8rem; border-left: 2px solid var(--line); } .outline > ul { padding: 0; border: 0; }
        .outline li { padding: .25rem 0; } .outline small { color: var(--soft); white-space: nowrap; }
        .outline [data-class="0"] { color: var(--benign-ink); } .outline [data-class="1"] { color: var(--malignant-ink); }
        .beside figure { padding: .5rem; max-width: 31rem; }
        .beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(21rem, 100%), 1fr)); gap: 1.5rem; align-items: start; margin-top: .75rem; }
        .beside p { color: var(--soft); margin: 0 0 .8rem; }
        .rules { list-style: none; padding: 0; margin: 0; display: grid; gap: .6rem; max-width: 54rem; }
        .rules li { background: var(--card); border: 1px solid var(--line); border-left: .35rem solid var(--benign); border-radius: .5rem; padding: .6rem .9rem; }
        .rules li.malignant { border-left-color: var(--malignant); } .rules p { margin: 0; font-size: 1.05rem; } .rules small { color: var(--soft); font-size: .85rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); gap: 1rem; }
        article p { margin: .7rem 0 .3rem; font-size: .92rem; } article .fit { color: var(--soft); font-size: .8rem; }
        .sure { display: grid; grid-template-columns: 4.2rem 1fr 7rem; gap: .3rem .6rem; align-items: center; margin: .5rem 0; font-size: .85rem; }
        .sure dt { color: var(--soft); } .sure dd { margin: 0; } .sure dd:not(.number) { background: var(--benign); border-radius: .3rem; overflow: hidden; }
        .sure i { display: block; height: .6rem; background: var(--malignant); }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .reasons { list-style: none; padding: 0; margin: 0; font-size: .85rem; }
        .reasons li { display: grid; grid-template-columns: 1fr 6rem 2.2rem; gap: .2rem .6rem; align-items: center; padding: .2rem 0; }
        .reasons li { line-height: 1.35; } .reasons small, .reasons span > i { color: var(--soft); } .reasons b { font-weight: 600; }
        .reasons .bar { position: relative; height: .7rem; background: linear-gradient(var(--line), var(--line)) center / 1px 100% no-repeat; }
        .reasons .bar i { position: absolute; top: 0; bottom: 0; border-radius: .15rem; }
        .reasons .bar .malignant { left: 50%; background: var(--malignant); } .reasons .bar .benign { right: 50%; background: var(--benign); }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: 0 0 1.2rem; }
        caption { text-align: left; font-weight: 600; padding: 0 0 .35rem; }
        th, td { text-align: right; padding: .35rem .5rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
        th { font-weight: 400; color: var(--soft); } th[scope=row], tr > :first-child { text-align: left; padding-left: 0; }
        footer { margin-top: 2.5rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; } footer p { max-width: 54rem; }

        """;
}
