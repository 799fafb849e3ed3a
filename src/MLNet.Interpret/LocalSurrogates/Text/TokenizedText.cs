using System.Text.RegularExpressions;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A text whose words can each be left out.</summary>
internal sealed class TokenizedText : MaskedRow
{
    private readonly string _text;
    private readonly string _mask;

    /// <summary>Where words stand, from the first on, and the feature that each is.</summary>
    private readonly (int Start, int Length, int Feature)[] _places;

    private TokenizedText(int index, string text, string mask, (int, int, int)[] places, TextToken[] tokens)
        : base(index, tokens.Length, StreamOf(text))
    {
        _text = text;
        _mask = mask;
        _places = places;
        Tokens = tokens;
    }

    /// <summary>The features.</summary>
    public TextToken[] Tokens { get; }

    public override long SampleBytes => Longest * sizeof(char) + 16;

    private long Longest => _text.Length + (long)_places.Length * _mask.Length;

    /// <summary>Finds the words of a text.</summary>
    /// <param name="index">Its place among the rows.</param>
    /// <param name="text">The text.</param>
    /// <param name="split">What stands between words.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="ArgumentException">The tokenizer gives a word that does not follow in the text.</exception>
    public static TokenizedText Of(int index, string text, Regex split, TextLimeOptions options)
    {
        List<(int Start, int Length)> words = options.Tokenizer is { } tokenizer ? Locate(index, text, tokenizer(text)) : Split(text, split);
        Dictionary<string, int> known = [];
        List<(string Text, List<int> Starts)> tokens = [];
        var places = new (int, int, int)[words.Count];
        for (int i = 0; i < places.Length; i++)
        {
            string word = text.Substring(words[i].Start, words[i].Length);
            if (options.Positions || !known.TryGetValue(word, out int feature))
            {
                feature = tokens.Count;
                known[word] = feature;
                tokens.Add((word, []));
            }
            tokens[feature].Starts.Add(words[i].Start);
            places[i] = (words[i].Start, words[i].Length, feature);
        }
        string mask = options.Mask ?? (options.Positions ? TextLimeOptions.PositionMask : "");
        return new TokenizedText(index, text, mask, places, [.. tokens.Select(t => new TextToken(t.Text, t.Starts))]);
    }

    public override void Write(byte[] masks, int count, RowColumn target)
    {
        Memory<ReadOnlyMemory<char>> texts = target.Values<ReadOnlyMemory<char>>();
        int longest = checked((int)Longest);
        char[] memory = new char[checked(count * longest)];
        Parallel.For(0, count, i =>
        {
            int length = WriteText(masks.AsSpan(i * Features, Features), memory.AsSpan(i * longest, longest));
            texts.Span[i] = memory.AsMemory(i * longest, length);
        });
    }

    private int WriteText(ReadOnlySpan<byte> mask, Span<char> to)
    {
        ReadOnlySpan<char> text = _text;
        int from = 0, at = 0;
        foreach (var (start, length, feature) in _places)
        {
            if (mask[feature] != 0)
            {
                continue;
            }
            text[from..start].CopyTo(to[at..]);
            at += start - from;
            _mask.CopyTo(to[at..]);
            at += _mask.Length;
            from = start + length;
        }
        text[from..].CopyTo(to[at..]);
        return at + text.Length - from;
    }

    private static List<(int, int)> Split(string text, Regex split)
    {
        List<(int, int)> words = [];
        int start = 0;
        foreach (ValueMatch match in split.EnumerateMatches(text))
        {
            if (match.Length == 0)
            {
                continue;
            }
            if (match.Index > start)
            {
                words.Add((start, match.Index - start));
            }
            start = match.Index + match.Length;
        }
        if (start < text.Length)
        {
            words.Add((start, text.Length - start));
        }
        return words;
    }

    private static List<(int, int)> Locate(int index, string text, IReadOnlyList<string> tokens)
    {
        List<(int, int)> words = [];
        int from = 0;
        foreach (string token in tokens)
        {
            if (token.Length == 0)
            {
                continue;
            }
            int at = text.IndexOf(token, from, StringComparison.Ordinal);
            if (at < 0)
            {
                throw new ArgumentException(
                    $"The tokenizer gives '{token}' for row {index} (from 0), but the text does not go on with it after character {from}; tokens must stand in the text in their order, as they are.");
            }
            words.Add((at, token.Length));
            from = at + token.Length;
        }
        return words;
    }

    private static ulong StreamOf(string text)
    {
        ulong stream = 0;
        foreach (char c in text)
        {
            stream = RandomStream.Mix(stream ^ c);
        }
        return stream;
    }
}
