using System.Globalization;
using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tests.Rules;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: counts by hand or by a plain loop over the rows, texts that are written out, and that nothing drawn overlaps.</summary>
public class DrawingTests
{
    private sealed class Row
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public float One { get; set; }
    }

    // x <= 2 says no, else yes. Of x = 0..4 and a missing one, the model says no for 0, 1 and 3; half of the missing row goes to either side.
    private static (DecisionTree Tree, Examples Rows) Small()
    {
        DecisionTree tree = new([new("petal <width>")],
        [
            new() { Test = new NumericTest(0, 2), Children = [1, 2], Value = [0.5, 0.5], Count = 4 },
            new() { Value = [1, 0], Count = 2 }, new() { Value = [0, 1], Count = 2 },
        ]);
        return (tree, new Examples([0, 1, 2, 3, 4, float.NaN], 1, [1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0], 2));
    }

    [Fact]
    public void Fidelity_is_counted_at_each_node()
    {
        (DecisionTree tree, Examples rows) = Small();
        IReadOnlyList<NodeFidelity> measured = NodeFidelity.Measure(tree, rows);
        // The missing row is half no and half yes, which counts as no, as the model says.
        Assert.Equal([6, 3.5, 2.5], measured.Select(m => m.Count));
        Assert.Equal([1 - 2 / 6.0, 1 - 1 / 3.5, 1 - 1 / 2.5], measured.Select(m => m.Fidelity));
        Assert.Equal([4 / 6.0, 2.5 / 3.5, 1.5 / 2.5], measured.Select(m => m.Mean[0]));
    }

    [Fact]
    public void Fidelity_to_a_number_is_explained_variance()
    {
        // The model says 0, 2, 4, 6 (variance 5); the tree says 1 and 5, always one off.
        DecisionTree tree = new([new("x")],
            [new() { Test = new NumericTest(0, 1), Children = [1, 2], Value = [3] }, new() { Value = [1] }, new() { Value = [5] }]);
        Assert.All(NodeFidelity.Measure(tree, new Examples([0, 1, 2, 3], 1, [0, 2, 4, 6], 1)), m => Assert.Equal(0.8, m.Fidelity, 1e-12));
    }

    [Fact]
    public void Dot_is_as_Graphviz_reads_it()
    {
        (DecisionTree tree, Examples rows) = Small();
        string expected = """
            digraph surrogate {
              node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica"];
              edge [fontname="Helvetica"];
              n0 [label="petal <width>\n6 rows\n\"no\" 66.7 %, y\\N 33.3 %\nfidelity 66.7 %"];
              n0 -> n1 [label="≤ 2"];
              n0 -> n2 [label="> 2"];
              n1 [label="\"no\"\n3.5 rows\n\"no\" 71.4 %, y\\N 28.6 %\nfidelity 71.4 %", color="#0072b2", penwidth=2];
              n2 [label="y\\N\n2.5 rows\n\"no\" 60 %, y\\N 40 %\nfidelity 60 %", color="#e69f00", penwidth=2];
            }

            """;
        Assert.Equal(expected, tree.ToDot(["\"no\"", "y\\N"], NodeFidelity.Measure(tree, rows)));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    public void Svg_is_well_formed_and_no_two_nodes_overlap(int seed, int outputs)
    {
        DecisionTree tree = RandomTrees.Tree(seed, 6, outputs);
        string svg = tree.ToSvg(outputs == 1 ? [] : RandomTrees.Classes, NodeFidelity.Measure(tree, RandomTrees.Rows(seed, 200, outputs)), "A <tree> & more");
        XNamespace ns = "http://www.w3.org/2000/svg";
        XElement root = XDocument.Parse(svg).Root!;
        double Number(XElement e, string name) => double.Parse(e.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        (double X, double Y)[] nodes = [.. root.Descendants(ns + "rect").Where(r => r.Attribute("opacity") is not null).Select(r => (Number(r, "x"), Number(r, "y")))];
        Assert.Equal(tree.Nodes.Count, nodes.Length);
        foreach (var level in nodes.GroupBy(n => n.Y))
        {
            double[] x = [.. level.Select(n => n.X).Order()];
            Assert.All(x.Zip(x.Skip(1)), p => Assert.True(p.Second - p.First >= 196 + 23.8, $"{p}"));
            Assert.InRange(x[0], 0, x[^1]);
            Assert.InRange(x[^1] + 196, 0, Number(root, "width"));
        }
        Assert.Equal(tree.Depth + 1, nodes.Select(n => n.Y).Distinct().Count());
        Assert.Equal("A <tree> & more", root.Element(ns + "title")!.Value);
        Assert.Equal(tree.Nodes.Sum(n => n.Children.Count), root.Descendants(ns + "path").Count(p => p.Attribute("fill")!.Value == "none"));
    }

    [Fact]
    public void An_outline_is_lists_within_lists()
    {
        (DecisionTree tree, Examples rows) = Small();
        string expected = """
            <ul>
            <li>petal &lt;width&gt; ≤ 2: <strong data-class="0">no</strong> <small>3.5 rows, fidelity 71.4 %</small></li>
            <li>petal &lt;width&gt; &gt; 2: <strong data-class="1">a &amp; b</strong> <small>2.5 rows, fidelity 60 %</small></li>
            </ul>

            """;
        Assert.Equal(expected, tree.ToHtmlList(["no", "a & b"], NodeFidelity.Measure(tree, rows)));
        DecisionTree random = RandomTrees.Tree(4, 6, 1);
        XElement outline = XElement.Parse(random.ToHtmlList([]));
        Assert.Equal(random.Leaves, outline.Descendants("strong").Count());
        Assert.Equal(random.Nodes.Count - 1, outline.Descendants("li").Count());
        Assert.Equal("<p><strong>3</strong> <small>1 row</small></p>\n", new DecisionTree([], [new() { Value = [3], Count = 1 }]).ToHtmlList([]));
    }

    [Fact]
    public void Pictures_on_one_page_do_not_share_identifiers()
    {
        string[] Ids(DecisionTree tree) => [.. XDocument.Parse(tree.ToSvg(RandomTrees.Classes)).Descendants().Attributes("id").Select(a => a.Value)];
        string[] one = Ids(RandomTrees.Tree(1, 6, 3)), other = Ids(RandomTrees.Tree(2, 6, 3));
        Assert.NotEmpty(one);
        Assert.Empty(one.Intersect(other));
    }

    [Fact]
    public void Original_units_are_read_from_a_normaliser()
    {
        MLContext context = new(1);
        IDataView data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new Row { Features = [i * 3 + 100, 7 - i], One = i }));
        var normalizer = context.Transforms.NormalizeMeanVariance("N", "Features", fixZero: false).Fit(data);
        float[][] original = [.. data.GetColumn<float[]>("Features")], scaled = [.. normalizer.Transform(data).GetColumn<float[]>("N")];
        IReadOnlyList<FeatureScale> scales = FeatureScale.Of(normalizer);
        DecisionTree tree = new([new("a"), new("b")],
        [
            new() { Test = new NumericTest(0, (scaled[20][0] + scaled[21][0]) / 2), Children = [1, 2], Value = [0] }, new() { Value = [1] },
            new() { Test = new NumericTest(1, (scaled[40][1] + scaled[41][1]) / 2), Children = [3, 4], Value = [0] }, new() { Value = [2] }, new() { Value = [3] },
        ]);
        DecisionTree readable = tree.InOriginalUnits(scales);
        Assert.Equal(161.5, ((NumericTest)readable.Nodes[0].Test!).Threshold, 1e-3);
        Assert.Equal(original.Select(r => readable.FindLeaf(r)), scaled.Select(r => tree.FindLeaf(r)));
        FeatureScale one = FeatureScale.Of(context.Transforms.NormalizeMinMax("M", "One").Fit(data)).Single();
        Assert.Equal(1 / 49.0, one.Scale, 1e-7);
        Assert.Equal(0, one.Offset);
    }
}
