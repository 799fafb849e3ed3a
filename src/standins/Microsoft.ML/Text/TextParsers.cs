using System.Globalization;
using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads a value from text; false where the text is no such value.</summary>
internal delegate bool TextParser<T>(ReadOnlyMemory<char> text, out T value);

/// <summary>How text is read into values of each type. An empty text is the default value.</summary>
internal static class TextParsers
{
    public static TextParser<T> Of<T>(DataViewType itemType, bool emptyIsMissing)
    {
        object parser = itemType switch
        {
            KeyDataViewType key => KeyParser<T>(key),
            TextDataViewType => (TextParser<ReadOnlyMemory<char>>)Take,
            BooleanDataViewType => (TextParser<bool>)TryParse,
            DateTimeDataViewType => (TextParser<DateTime>)((text, out value) => text.IsEmpty ? Default(out value)
                : DateTime.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value)),
            DateTimeOffsetDataViewType => (TextParser<DateTimeOffset>)((text, out value) => text.IsEmpty ? Default(out value)
                : DateTimeOffset.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value)),
            TimeSpanDataViewType => (TextParser<TimeSpan>)((text, out value) => text.IsEmpty ? Default(out value)
                : TimeSpan.TryParse(text.Span, CultureInfo.InvariantCulture, out value)),
            _ when typeof(T) == typeof(float) => (TextParser<float>)((text, out value) =>
            {
                var isReal = TryParse(text.Span, emptyIsMissing, out var number);
                value = (float)number;
                return isReal;
            }),
            _ when typeof(T) == typeof(double) => (TextParser<double>)((text, out value) => TryParse(text.Span, emptyIsMissing, out value)),
            _ when typeof(T) == typeof(sbyte) => (TextParser<sbyte>)TryParseInteger,
            _ when typeof(T) == typeof(short) => (TextParser<short>)TryParseInteger,
            _ when typeof(T) == typeof(int) => (TextParser<int>)TryParseInteger,
            _ when typeof(T) == typeof(long) => (TextParser<long>)TryParseInteger,
            _ when typeof(T) == typeof(byte) => (TextParser<byte>)TryParseInteger,
            _ when typeof(T) == typeof(ushort) => (TextParser<ushort>)TryParseInteger,
            _ when typeof(T) == typeof(uint) => (TextParser<uint>)TryParseInteger,
            _ when typeof(T) == typeof(ulong) => (TextParser<ulong>)TryParseInteger,
            _ => throw Contracts.Except($"Values of type {itemType} cannot be read from text."),
        };
        return (TextParser<T>)parser;
    }

    /// <summary>Whether values of a type can be missing, so that text which is no such value is read as a missing one.</summary>
    public static bool HasMissing(DataViewType itemType) => RowRange.Takes(itemType);

    private static bool Take(ReadOnlyMemory<char> text, out ReadOnlyMemory<char> value)
    {
        value = text;
        return true;
    }

    private static bool Default<T>(out T value)
    {
        value = default;
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> text, bool emptyIsMissing, out double value)
    {
        text = text.Trim();
        switch (text)
        {
            case "":
                value = emptyIsMissing ? double.NaN : 0;
                return true;
            case "Infinity" or "∞":
                value = double.PositiveInfinity;
                return true;
            case "-Infinity" or "-∞":
                value = double.NegativeInfinity;
                return true;
        }
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!text.ContainsAnyExcept("0123456789+-.eE") && double.TryParse(text, Styles, CultureInfo.InvariantCulture, out value))
            return true;
        value = double.NaN;
        return IsMissing(text);
    }

    private static bool IsMissing(ReadOnlySpan<char> text) =>
        text is "?"
        || text.Equals("NA", StringComparison.OrdinalIgnoreCase)
        || text.Equals("N/A", StringComparison.OrdinalIgnoreCase)
        || text.Equals("NaN", StringComparison.OrdinalIgnoreCase);

    // Digits only, after a minus where the type is signed: neither a plus nor spaces are taken.
    private static bool TryParseInteger<T>(ReadOnlyMemory<char> text, out T value)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var isSigned = T.MinValue < T.Zero;
        if (text.IsEmpty && isSigned)
            return Default(out value);
        value = default;
        return !text.Span.StartsWith("+")
            && T.TryParse(text.Span, isSigned ? NumberStyles.AllowLeadingSign : NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryParse(ReadOnlyMemory<char> text, out bool value)
    {
        Span<char> lower = stackalloc char[5];
        lower = text.Length > lower.Length ? [] : lower[..text.Span.ToLowerInvariant(lower)];
        value = lower is "t" or "y" or "1" or "+" or "+1" or "yes" or "true";
        return value || text.IsEmpty || lower is "f" or "n" or "0" or "-" or "-1" or "no" or "false";
    }

    // Text counts categories from 0.
    private static object KeyParser<T>(KeyDataViewType type)
    {
        bool TryParseKey(ReadOnlyMemory<char> text, out ulong key)
        {
            key = 0;
            if (text.IsEmpty || IsMissing(text.Span))
                return true;
            if (!TryParseInteger(text, out ulong category) || category >= type.Count)
                return false;
            key = category + 1;
            return true;
        }

        return Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.Byte => (TextParser<byte>)((text, out value) =>
            {
                var isKey = TryParseKey(text, out var key);
                value = (byte)key;
                return isKey;
            }),
            TypeCode.UInt16 => (TextParser<ushort>)((text, out value) =>
            {
                var isKey = TryParseKey(text, out var key);
                value = (ushort)key;
                return isKey;
            }),
            TypeCode.UInt32 => (TextParser<uint>)((text, out value) =>
            {
                var isKey = TryParseKey(text, out var key);
                value = (uint)key;
                return isKey;
            }),
            _ => (TextParser<ulong>)TryParseKey,
        };
    }
}
