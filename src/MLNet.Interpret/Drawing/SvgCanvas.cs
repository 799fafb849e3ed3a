using System.Globalization;
using System.Net;
using System.Text;

namespace MLNet.Interpret.Drawing;

/// <summary>Writes a picture as SVG that needs nothing else, and that turns dark where its reader's screen does.</summary>
/// <remarks>
/// Colours stand on the elements, for viewers that know no style sheets. What has one of the classes <c>paper</c>, <c>card</c>, <c>ink</c>,
/// <c>soft</c>, <c>line</c>, <c>edge</c>, <c>pill</c> or <c>track</c> has another colour in the dark.
/// </remarks>
internal sealed class SvgCanvas
{
    public const string Ink = "#1f2933", Soft = "#52606d", Line = "#cbd2d9", Edge = "#9aa5b1", Pill = "#f5f7fa", Track = "#e4e7eb";

    private const string DarkStyle =
        "@media screen and (prefers-color-scheme: dark) { .interpret-svg, .interpret-svg .ink { fill: #e8e6e1 } .interpret-svg .paper { fill: #1f2428 } "
        + ".interpret-svg .card { fill: #2a3036 } .interpret-svg .soft { fill: #b0b8c0 } .interpret-svg .line { stroke: #4a535c } "
        + ".interpret-svg .edge { stroke: #6b7782 } .interpret-svg .pill { fill: #343b42; stroke: #4a535c } .interpret-svg .track { fill: #3b434a } "
        + ".interpret-svg .ring { stroke: #4a535c } }";

    private readonly StringBuilder _svg = new();

    /// <summary>A picture on paper.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">What it is called; null for no name.</param>
    /// <param name="description">What it shows, for those who cannot see it; null for nothing.</param>
    public SvgCanvas(double width, double height, string? title, string? description)
    {
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" class="interpret-svg" viewBox="0 0 {width:0.#} {height:0.#}" width="{width:0.#}" height="{height:0.#}" font-family="Inter, 'Segoe UI', system-ui, 'Helvetica Neue', Arial, sans-serif" font-size="12.5" fill="{Ink}" role="img">""");
        // Screen readers take the name and the description from the first children.
        _svg.Append(title is null ? "" : $"<title>{Escape(title)}</title>\n").Append(description is null ? "" : $"<desc>{Escape(description)}</desc>\n");
        _svg.Append($"<style>{DarkStyle}</style>\n");
        Add($"""<rect class="paper" width="100%" height="100%" fill="#ffffff"/>""");
    }

    /// <summary>Adds elements; numbers are written in the way of SVG.</summary>
    public void Add(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>Ends the picture.</summary>
    public string Close() => _svg.Append("</svg>\n").ToString();

    /// <summary>About how wide a text is: letters of these fonts are 0.56 of their size on average.</summary>
    public static double TextWidth(string text, double size) => 0.56 * size * text.Length;

    /// <summary>As much of a text as there is room for.</summary>
    public static string Fit(string text, double width, double size)
    {
        int most = Math.Max((int)(width / (0.56 * size)), 2);
        return text.Length <= most ? text : text[..(most - 1)] + "…";
    }

    /// <summary>A text as XML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(new string([.. text.Where(c => !char.IsControl(c) || c is '\n' or '\t')]));
}
