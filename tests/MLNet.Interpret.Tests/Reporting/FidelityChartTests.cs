using System.Globalization;
using System.Xml.Linq;
using MLNet.Interpret.Evaluation;
using MLNet.Interpret.Reporting;

namespace MLNet.Interpret.Tests.Reporting;

/// <summary>Expectations: places that follow from the axes' own labels, and choices by hand.</summary>
public class FidelityChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static FidelityMetrics Metrics(double agreement, bool isClassification = true) => new()
    {
        Rows = 100, Agreement = agreement, AgreementInterval = (agreement - 0.04, agreement + 0.03), Classes = isClassification ? ["a", "b"] : [],
        RSquared = agreement, MeanAbsoluteError = 0, Leaves = [],
    };

    private static CrossValidatedFidelityAtSize At(int size, params double[] folds) => new(size, new([.. folds.Select(f => Metrics(f))]));

    private static double Number(XElement e, string name) => double.Parse(e.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Points_stand_where_the_axes_say(bool isClassification)
    {
        FidelityAtSize[] curve = [new(2, Metrics(0.8, isClassification)), new(16, Metrics(0.99, isClassification)), new(4, Metrics(0.9, isClassification))];
        XElement svg = XDocument.Parse(curve.ToSvg(chosen: 4, title: "A <curve>")).Root!;
        Assert.Equal("A <curve>", svg.Elements().First().Value);
        (double Y, double Value)[] axis = [.. svg.Elements(Svg + "line").Select(l => (Number(l, "y1"), Value(l.ElementsAfterSelf().First().Value)))];
        (double X, double Size)[] labels = [.. svg.Elements(Svg + "text").Where(t => int.TryParse(t.Value, out _) && t.Attribute("text-anchor")?.Value == "middle").Select(t => (Number(t, "x"), double.Parse(t.Value, CultureInfo.InvariantCulture)))];
        Assert.Equal([2.0, 4, 16], labels.Select(l => l.Size));
        XElement[] points = [.. svg.Elements(Svg + "circle")];
        Assert.Equal(labels.Select(l => l.X), points.Select(p => Number(p, "cx")));
        // Sizes keep their distances: 4 lies a seventh of the way from 2 to 16.
        Assert.Equal(labels[0].X + (labels[2].X - labels[0].X) / 7, labels[1].X, 0.1);
        (double Y, double Value) low = axis[0], high = axis[^1];
        Assert.Equal(1, high.Value, 1e-9);
        Assert.Equal([0.8, 0.9, 0.99], points.Select(p => low.Value + (low.Y - Number(p, "cy")) / (low.Y - high.Y) * (high.Value - low.Value)), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(1, points.Count(p => Number(p, "r") > 5));
        // The band goes from the lowest to the highest end of an interval, which is no more than the whole.
        Assert.Equal(isClassification, svg.Elements(Svg + "path").Any(p => p.Attribute("opacity") is not null));
        Assert.Contains(isClassification ? "4 leaves: 90 % (86 % to 93 %), chosen" : "4 leaves: 0.9, chosen", svg.Element(Svg + "desc")!.Value);

        static double Value(string label) => label.EndsWith('%') ? double.Parse(label[..^1], CultureInfo.InvariantCulture) / 100 : double.Parse(label, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Cross_validated_curves_show_the_mean_and_its_interval()
    {
        CrossValidatedFidelityAtSize[] curve = [At(2, 0.7, 0.8), At(3, 0.9, 1)];
        XElement svg = XDocument.Parse(curve.ToSvg()).Root!;
        // Student's t of one degree of freedom at 97.5 % is 12.706; the mean's standard error is 0.05. Nothing is above the whole.
        Assert.Contains("2 leaves: 75 % (11.5 % to 100 %)", svg.Element(Svg + "desc")!.Value);
        Assert.Equal(2, XDocument.Parse(new[] { At(2, 1), At(3, 1) }.ToSvg()).Root!.Elements(Svg + "circle").Count());
        Assert.Throws<ArgumentException>(() => Array.Empty<FidelityAtSize>().ToSvg());
    }

    [Fact]
    public void The_smallest_size_within_a_standard_error_of_the_best_is_chosen()
    {
        // Means 0.80, 0.90, 0.93, 0.92; the best one's standard error is 0.02 * sqrt(2) / sqrt(2) = 0.02.
        CrossValidatedFidelityAtSize[] curve = [At(8, 0.91, 0.93), At(2, 0.79, 0.81), At(5, 0.91, 0.95), At(3, 0.89, 0.91)];
        Assert.Equal(0.02, curve[2].Fidelity.StandardError(m => m.Agreement), 1e-12);
        Assert.Equal(5, curve.ChooseSize(0));
        Assert.Equal(5, curve.ChooseSize(1));
        Assert.Equal(3, curve.ChooseSize(1.51));
        Assert.Equal(2, curve.ChooseSize(100));
        Assert.Equal(3, new[] { At(2, 0.8), At(3, 0.9) }.ChooseSize());
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.ChooseSize(-1));
        Assert.Throws<ArgumentException>(() => Array.Empty<CrossValidatedFidelityAtSize>().ChooseSize());
    }
}
