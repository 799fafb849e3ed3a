using System.Globalization;
using MLNet.Interpret.Drawing;
using MLNet.Interpret.Evaluation;
using static MLNet.Interpret.Drawing.SvgCanvas;

namespace MLNet.Interpret.Reporting;

/// <summary>Curves of fidelity over size as pictures.</summary>
public static class FidelityChart
{
    /// <summary>The curve as an SVG file that needs nothing else, with Wilson's 95 % interval of agreement around it. It is dark where its reader's screen is.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="chosen">The size to mark; null for none.</param>
    /// <param name="title">What it is called, for those who cannot see it; null for what it shows.</param>
    /// <exception cref="ArgumentException">The curve has no point.</exception>
    public static string ToSvg(this IReadOnlyList<FidelityAtSize> curve, int? chosen = null, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return Draw(
            [.. curve.Select(p => p.Fidelity.IsClassification
                ? new Point(p.MaximumLeaves, p.Fidelity.Agreement, p.Fidelity.AgreementInterval.Low, p.Fidelity.AgreementInterval.High)
                : new Point(p.MaximumLeaves, p.Fidelity.RSquared, p.Fidelity.RSquared, p.Fidelity.RSquared))],
            curve.Any(p => p.Fidelity.IsClassification), chosen, title);
    }

    /// <summary>The curve as an SVG file that needs nothing else, with Student's 95 % interval of the mean around it. It is dark where its reader's screen is.</summary>
    /// <inheritdoc cref="ToSvg(IReadOnlyList{FidelityAtSize}, int?, string?)"/>
    public static string ToSvg(this IReadOnlyList<CrossValidatedFidelityAtSize> curve, int? chosen = null, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return Draw(
            [.. curve.Select(p => (p.MaximumLeaves, Value: p.Fidelity.Mean(m => m.Main)))
                .Select(p => double.IsFinite(p.Value.Low) ? new Point(p.MaximumLeaves, p.Value.Mean, p.Value.Low, p.Value.High) : new Point(p.MaximumLeaves, p.Value.Mean, p.Value.Mean, p.Value.Mean))],
            curve.Any(p => p.Fidelity.Folds[0].IsClassification), chosen, title);
    }

    private static string Draw(Point[] points, bool isAgreement, int? chosen, string? title)
    {
        if (points.Length == 0)
        {
            throw new ArgumentException("The curve has no point to draw.");
        }
        // A share is never above 1, though the interval of a mean may be.
        points = [.. points.OrderBy(p => p.Size).Select(p => p with { High = Math.Min(p.High, 1) })];
        double least = points.Min(p => p.Low), step = new[] { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5 }.FirstOrDefault(s => (1 - least) / s <= 6, 1);
        return new Plot(points, Math.Min(Math.Floor(least / step + 1e-9) * step, 1 - step), step, isAgreement, chosen).Write(title);
    }

    private readonly record struct Point(int Size, double Value, double Low, double High);

    private sealed class Plot(Point[] points, double bottom, double step, bool isAgreement, int? chosen)
    {
        private const double Width = 400, Height = 290, Left = 52, Right = 18, Top = 40, Bottom = 50, Size = 13.5;
        private const string Colour = "#0072b2", Marked = "#d55e00";

        private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

        public string Write(string? title)
        {
            string what = isAgreement ? "Rows on which tree and model agree" : "How much of the model the tree explains (R²)";
            SvgCanvas svg = new(Width, Height, title ?? $"{what}, by the tree's leaves", string.Join('\n', points.Select(Say)));
            svg.Add($"""<text class="soft" x="{Left - 44}" y="20" font-size="{Size}" fill="{Soft}">{what}</text>""");
            for (int i = 0; bottom + i * step <= 1 + 1e-9; i++)
            {
                double value = bottom + i * step;
                svg.Add($"""<line class="line" x1="{Left}" x2="{Width - Right}" y1="{Y(value):0.#}" y2="{Y(value):0.#}" stroke="{Line}" stroke-width="{(i == 0 ? 1.4 : 0.7)}"/><text class="soft" x="{Left - 8}" y="{Y(value) + 4:0.#}" text-anchor="end" font-size="{Size}" fill="{Soft}">{Number(value)}</text>""");
            }
            double free = 0;
            foreach (Point point in points)
            {
                string label = point.Size.ToString(Culture);
                double half = TextWidth(label, Size) / 2;
                if (X(point) - half < free)
                {
                    continue;
                }
                free = X(point) + half + 6;
                svg.Add($"""<text class="soft" x="{X(point):0.#}" y="{Height - Bottom + 18}" text-anchor="middle" font-size="{Size}" fill="{Soft}">{label}</text>""");
            }
            svg.Add($"""<text class="soft" x="{(Left + Width - Right) / 2}" y="{Height - 8}" text-anchor="middle" font-size="{Size}" fill="{Soft}">leaves of the tree, at most</text>""");
            if (points.Any(p => p.High > p.Low))
            {
                svg.Add($"""<path d="{Path(points.Select(p => (X(p), Y(p.High))).Concat(points.Reverse().Select(p => (X(p), Y(p.Low)))))}z" fill="{Colour}" opacity="0.16"/>""");
            }
            svg.Add($"""<path d="{Path(points.Select(p => (X(p), Y(p.Value))))}" fill="none" stroke="{Colour}" stroke-width="2.2" stroke-linejoin="round"/>""");
            foreach (Point point in points)
            {
                bool isChosen = point.Size == chosen;
                svg.Add($"""<circle cx="{X(point):0.#}" cy="{Y(point.Value):0.#}" r="{(isChosen ? 6.5 : 3.6)}" fill="{(isChosen ? Marked : Colour)}"><title>{Escape(Say(point))}</title></circle>""");
            }
            return svg.Close();
        }

        private string Say(Point point) =>
            $"{point.Size} leaves: {Number(point.Value)}{(point.High > point.Low ? $" ({Number(point.Low)} to {Number(point.High)})" : "")}{(point.Size == chosen ? ", chosen" : "")}";

        private string Number(double value) => isAgreement ? (100 * value).ToString("0.#", Culture) + " %" : value.ToString("0.###", Culture);

        private double X(Point point)
        {
            double from = points[0].Size, to = points[^1].Size, wide = Width - Right - Left - 24;
            return Left + 12 + (to > from ? (point.Size - from) / (to - from) : 0.5) * wide;
        }

        private double Y(double value) => Top + (1 - value) / (1 - bottom) * (Height - Top - Bottom);

        private static string Path(IEnumerable<(double X, double Y)> places) =>
            "M" + string.Join('L', places.Select(p => string.Create(Culture, $"{p.X:0.#} {p.Y:0.#}")));
    }
}
