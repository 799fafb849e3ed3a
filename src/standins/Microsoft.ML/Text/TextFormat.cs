using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The form of a text file: how its lines fall into values.</summary>
internal sealed record TextFormat(
    char[] Separators, bool HasHeader, bool AllowQuoting, bool AllowSparse, bool TrimWhitespace, bool MissingRealsAsNaNs, int InputSize, long MaxRows)
{
    public static TextFormat Of(TextLoader.Options options)
    {
        if (options.Separators is not { Length: > 0 })
            throw Contracts.ExceptParam(nameof(options.Separators), "Must specify a separator");
        foreach (var separator in options.Separators)
        {
            if ((separator < ' ' && separator != '\t') || char.IsAsciiDigit(separator) || separator == '"')
                throw Contracts.ExceptParam(nameof(options.Separators), $"Illegal separator: '{separator}'");
            if (separator == ':' && options.AllowSparse)
                throw Contracts.ExceptParam(nameof(options.Separators), "When the separator is colon, turn off allowSparse");
        }
        if (options.InputSize < 0)
            throw Contracts.ExceptParam(nameof(options.InputSize), $"Must be non-negative, not {options.InputSize}");
        if (options.MaxRows < 0)
            throw Contracts.ExceptParam(nameof(options.MaxRows), $"Must be non-negative, not {options.MaxRows}");
        return new TextFormat(
            [.. options.Separators], options.HasHeader, options.AllowQuoting, options.AllowSparse, options.TrimWhitespace,
            options.MissingRealsAsNaNs, options.InputSize ?? 0, options.MaxRows ?? long.MaxValue);
    }
}
