using System.Globalization;
using System.Text;
using MLNet.Interpret.Reporting;
using Samples;

namespace FashionMnist;

/// <summary>Writes the pictures of explained images, and one HTML page that shows them.</summary>
public sealed class Page(string folder)
{
    private const int Size = 28;
    private const int Enlargement = 6;

    /// <summary>Writes everything into the folder.</summary>
    /// <returns>The path of the page.</returns>
    public string Write(IReadOnlyList<ExplainedImage> rows)
    {
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        ExplainedImage[] right = [.. rows.Where(r => r.IsRight).GroupBy(r => r.Label).OrderBy(g => g.Key).Select(g => g.MaxBy(r => r.Confidence)!)];
        ExplainedImage[] wrong = [.. rows.Where(r => !r.IsRight).OrderByDescending(r => r.Confidence).Take(12)];

        StringBuilder html = new();
        html.Append(CultureInfo.InvariantCulture, $"""
            <header>
            <h1>Why did the network say so?</h1>
            <p>A convolutional network looked at {rows.Count} pictures of clothes that it was not trained on and named
            {rows.Count(r => r.IsRight)} of them rightly. Each heat map shows which pixels made it say what it said, by
            <em>integrated gradients</em> from a black picture: <b class="for">red</b> pixels spoke for the class,
            <b class="against">blue</b> ones against it, and together they should add up to how much higher the class scores
            here than on black. The <em>gap</em> is what the sum misses of that: it says how far a map can be trusted.</p>
            <div class="scale"><span>against</span><i></i><span>for</span></div>
            </header>

            """);
        Section(html, "One of each kind", "The picture of each class that the network is surest of.", right, besideTruth: false);
        Section(html, "Surely wrong", "The mistakes that it makes with the most confidence: what spoke for its answer, and what it saw of the right one.", wrong, besideTruth: true);
        return HtmlPage.Write(folder, "Why did the network say so?", Style, html.ToString());
    }

    private void Section(StringBuilder html, string title, string text, ExplainedImage[] rows, bool besideTruth)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{title}</h2>\n<p>{text}</p>\n<div class=\"cards{(besideTruth ? " wide" : "")}\">\n");
        foreach (ExplainedImage row in rows)
        {
            string said = FashionImages.Classes[row.Predicted];
            string truth = FashionImages.Classes[row.Label];
            html.Append("<article>\n<div class=\"pictures\">\n");
            Figure(html, Picture(row, "image", HeatMap.DrawImage(row.Image, 1, Size, Size)), $"a picture of: {truth}", truth);
            Figure(html, Picture(row, "predicted", HeatMap.Draw(row.ForPredicted, row.Image, 1, Size, Size)), $"what speaks for {said}", $"for {said}");
            if (besideTruth)
            {
                Figure(html, Picture(row, "truth", HeatMap.Draw(row.ForLabel, row.Image, 1, Size, Size)), $"what speaks for {truth}", $"for {truth}");
            }
            html.Append(CultureInfo.InvariantCulture, $"</div>\n<h3>{HtmlPage.Escape(said)} <small>{row.Confidence:P0}</small></h3>\n");
            Bars(html, row);
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"gap\">gap {row.RelativeGap:P1}</p>\n</article>\n");
        }
        html.Append("</div>\n</section>\n");
    }

    private static void Figure(StringBuilder html, string file, string alternative, string caption) => html.Append(
        CultureInfo.InvariantCulture,
        $"<figure><img src=\"images/{file}\" width=\"112\" height=\"112\" alt=\"{HtmlPage.Escape(alternative)}\" /><figcaption>{HtmlPage.Escape(caption)}</figcaption></figure>\n");

    /// <summary>The three likeliest classes.</summary>
    private static void Bars(StringBuilder html, ExplainedImage row)
    {
        html.Append("<dl>\n");
        foreach (int c in Enumerable.Range(0, row.Probabilities.Length).OrderByDescending(c => row.Probabilities[c]).Take(3))
        {
            string kind = c == row.Label ? "right" : c == row.Predicted ? "wrong" : "other";
            html.Append(CultureInfo.InvariantCulture, $"<dt>{HtmlPage.Escape(FashionImages.Classes[c])}</dt><dd><i class=\"{kind}\" style=\"width:{100 * row.Probabilities[c]:F1}%\"></i></dd>\n");
        }
        html.Append("</dl>\n");
    }

    private string Picture(ExplainedImage row, string kind, PngImage drawing)
    {
        string name = $"{row.Number:D3}-{kind}.png";
        drawing.Enlarge(Enlargement).Save(Path.Combine(folder, "images", name));
        return name;
    }

    private const string Style = """

        h3 small { color: var(--soft); font-weight: 400; }
        b.for { color: #c9394c; } b.against { color: #3f82c9; }
        .scale { display: flex; gap: .6rem; align-items: center; color: var(--soft); font-size: .85rem; }
        .scale i { width: 14rem; height: .7rem; border-radius: .35rem; background: linear-gradient(90deg, #2166ac, #ffffff, #b2182b); border: 1px solid var(--line); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; }
        .cards.wide { grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); }
        .pictures { display: flex; gap: .5rem; }
        figure { margin: 0; flex: 1; min-width: 0; }
        img { width: 100%; height: auto; image-rendering: pixelated; border-radius: .4rem; display: block; }
        figcaption { font-size: .75rem; color: var(--soft); margin-top: .25rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
        dl { display: grid; grid-template-columns: 6rem 1fr; gap: .2rem .5rem; margin: 0; font-size: .8rem; align-items: center; }
        dt { color: var(--soft); white-space: nowrap; } dd { margin: 0; }
        dd i { display: block; height: .55rem; border-radius: .3rem; min-width: 2px; background: #9aa3ab; }
        dd i.right { background: #4c9a63; } dd i.wrong { background: #c9394c; }
        .gap { margin: .5rem 0 0; font-size: .75rem; color: var(--soft); }

        """;
}
