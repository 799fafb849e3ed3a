using System.Net;

namespace Samples;

/// <summary>A web page that needs no other file for its looks, for light and dark screens of any width; it is well-formed XML too.</summary>
public static class HtmlPage
{
    /// <summary>Writes a page.</summary>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <param name="title">What stands in the tab.</param>
    /// <param name="style">Rules of style beyond those that all pages have.</param>
    /// <param name="body">What the page shows, as HTML.</param>
    /// <returns>The path of the page.</returns>
    public static string Write(string folder, string title, string style, string body)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "index.html");
        File.WriteAllText(path, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{Escape(title)}</title>
            <style>{BaseStyle}{style}</style>
            </head>
            <body>
            {body}
            </body>
            </html>

            """);
        return path;
    }

    /// <summary>A text as HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    private const string BaseStyle = """

        :root { color-scheme: light dark; --ink: #1c2126; --soft: #5d6771; --paper: #f6f4f0; --card: #ffffff; --line: #e2ddd4; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --soft: #a2a9b0; --paper: #16191c; --card: #1f2428; --line: #333a40; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
        h1 { font-size: 2.1rem; line-height: 1.15; margin: 0 0 .75rem; letter-spacing: -.01em; }
        h2 { font-size: 1.35rem; margin: 2.5rem 0 .25rem; }
        h3 { font-size: 1rem; margin: .6rem 0 .35rem; }
        header p, section > p { max-width: 46rem; color: var(--soft); margin: 0 0 1rem; }
        article { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .9rem; }

        """;
}
