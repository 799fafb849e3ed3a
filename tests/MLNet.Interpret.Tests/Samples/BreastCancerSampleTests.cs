using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using MLNet.Interpret.Tests.Pipeline;

namespace MLNet.Interpret.Tests.Samples;

/// <summary>
/// The sample as its reader runs it. Expectations: what scikit-learn's CART of as many leaves reaches on the same network (Data/trees/breast_sample.json), and
/// what every page must be.
/// </summary>
public sealed class BreastCancerSampleTests(BreastCancerSampleTests.Runs runs) : IClassFixture<BreastCancerSampleTests.Runs>
{
    /// <summary>The sample, run twice.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breast-cancer");

        public Runs()
        {
            Printed = Run("first");
            Run("second");
            using XmlReader reader = XmlReader.Create(Path.Combine(_folder.FullName, "first", "index.html"), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
            Page = XDocument.Load(reader).Root!;
        }

        public string[] Printed { get; }

        public XElement Page { get; }

        public string Text(string run) => File.ReadAllText(Path.Combine(_folder.FullName, run, "index.html"));

        public int Files(string run) => Directory.GetFiles(Path.Combine(_folder.FullName, run), "*", SearchOption.AllDirectories).Length;

        public void Dispose() => _folder.Delete(recursive: true);

        private string[] Run(string name) => FreshProcess.Run(Path.Combine(AppContext.BaseDirectory, "BreastCancer.dll"), Path.Combine(_folder.FullName, name));
    }

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private XElement[] All(string name) => [.. runs.Page.Descendants(name)];

    /// <summary>The cells of the row of a table that starts with a name.</summary>
    private string[] Row(string name) => [.. All("tr").Single(r => r.Elements().First().Value == name).Elements("td").Select(d => d.Value)];

    private static double Percent(string cell) => double.Parse(cell.TrimEnd('%', ' ', '\u00a0'), CultureInfo.InvariantCulture) / 100;

    [Fact]
    public void The_tree_is_as_faithful_as_scikit_learns_and_the_network_is_the_same()
    {
        int leaves = int.Parse(Row("leaves of the tree")[0], CultureInfo.InvariantCulture);
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "trees", "breast_sample.json"));
        JsonElement expected = JsonDocument.Parse(file).RootElement;
        JsonElement cart = expected.GetProperty("trees").EnumerateArray().Single(t => t.GetProperty("leaves").GetInt32() == leaves);
        double Of(string name) => cart.GetProperty(name).GetDouble();
        // The page has a decimal of a percent. Below scikit-learn's by at most one point.
        Assert.True(Percent(Row("same class")[1]) >= Of("agreement") - 0.01 - 0.0005);
        Assert.True(double.Parse(Row("Cohen's kappa")[1], CultureInfo.InvariantCulture) >= Of("kappa") - 0.03);
        Assert.True(double.Parse(Row("macro F1")[1], CultureInfo.InvariantCulture) >= Of("macroF1") - 0.015);
        // ML.NET's normaliser gives the network what it was trained on, or it would be right on other rows.
        Assert.Equal(expected.GetProperty("networkRight").GetInt32() / (double)expected.GetProperty("rows").GetInt32(), Percent(Row("network right")[1]), 0.0005 + 1e-9);
        Assert.Equal("171", Row("biopsies")[1]);
        // The first question stands in the table's own units.
        double threshold = Of("rootThreshold");
        Assert.Contains(runs.Page.Descendants(Svg + "text"), t => t.Value.StartsWith("≤ ", StringComparison.Ordinal)
            && Math.Abs(double.Parse(t.Value[2..], CultureInfo.InvariantCulture) - threshold) <= 0.1);
        Assert.Contains(runs.Printed, l => l.StartsWith("worst area <= 884.5", StringComparison.Ordinal));
    }

    [Fact]
    public void The_confusion_of_both_adds_up_to_their_agreement()
    {
        int[] benign = [.. Row("network: benign").Select(int.Parse)], malignant = [.. Row("network: malignant").Select(int.Parse)];
        Assert.Equal(171, benign.Sum() + malignant.Sum());
        Assert.Equal((benign[0] + malignant[1]) / 171.0, Percent(Row("same class")[1]), 0.0005 + 1e-9);
    }

    [Fact]
    public void The_page_has_its_parts()
    {
        Assert.Equal("en", runs.Page.Attribute("lang")!.Value);
        Assert.NotEmpty(Assert.Single(All("title")).Value);
        Assert.Equal(
            ["How far to trust the tree", "The tree", "The same as rules", "Would a larger tree do better?", "Where tree and network are furthest apart", "Fidelity in numbers"],
            All("h2").Select(h => h.Value));
        Assert.Equal(5, All("ul").Single(u => (string?)u.Attribute("class") == "trust").Elements("li").Count());
        XElement[] cards = All("article");
        Assert.Equal(3, cards.Length);
        // Six reasons and all the others, whose points add up from LIME's mean to its prediction.
        Assert.All(cards, card =>
        {
            XElement[] reasons = [.. card.Descendants("li")];
            Assert.Equal(7, reasons.Length);
            double points = reasons.Sum(r => double.Parse(r.Elements().Last().Value.Replace('−', '-'), CultureInfo.InvariantCulture));
            double[] told = [.. card.Elements("p").Last().Value.Split([' ', '\u00a0', ';']).Where(w => int.TryParse(w, out _)).Select(double.Parse)];
            // Nine numbers are rounded by up to a half each.
            Assert.Equal(told[1] - told[0], points, 4.5);
        });
        // The rows of which both say most apart are such of which they say not the same.
        Assert.All(cards, card => Assert.Equal(2, card.Descendants("dd").Where(d => d.Value.Contains("malignant", StringComparison.Ordinal))
            .Select(d => double.Parse(d.Value.Split('\u00a0', ' ')[0], CultureInfo.InvariantCulture) > 50).Distinct().Count()));
        XElement rules = All("ol").Single(o => (string?)o.Attribute("class") == "rules");
        Assert.All(rules.Elements("li").SkipLast(1), r => Assert.Matches("^If .* is (above|at most) [0-9.]+.*, then (benign|malignant)\\.$", r.Element("p")!.Value));
        Assert.StartsWith("In all other cases, ", rules.Elements("li").Last().Element("p")!.Value);
    }

    [Fact]
    public void The_page_needs_nothing_else_and_can_be_heard()
    {
        Assert.Equal(1, runs.Files("first"));
        Assert.DoesNotContain(runs.Page.Descendants(), e => e.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.DoesNotContain("url(http", runs.Text("first"), StringComparison.Ordinal);
        XElement[] pictures = [.. runs.Page.Descendants(Svg + "svg")];
        Assert.Equal(2, pictures.Length);
        Assert.All(pictures, p =>
        {
            Assert.Equal("img", p.Attribute("role")!.Value);
            Assert.Equal(["title", "desc"], p.Elements().Take(2).Select(e => e.Name.LocalName));
            Assert.All(p.Elements().Take(2), e => Assert.NotEmpty(e.Value));
        });
        string[] ids = [.. runs.Page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(All("th"), h => Assert.NotNull(h.Attribute("scope")));
    }

    [Fact]
    public void Two_runs_write_the_same() => Assert.Equal(runs.Text("first"), runs.Text("second"));
}
