using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tool.Files;

/// <summary>Comma-separated text with a header, read into the columns that a model takes.</summary>
internal static class Table
{
    /// <summary>Reads all rows.</summary>
    /// <param name="ml">ML.NET's context.</param>
    /// <param name="path">The file.</param>
    /// <param name="inputs">
    /// What the model reads. A single value is the column of its name; a vector is the columns of its slot names, or else, where the model reads
    /// nothing but that vector, all columns in order, a last one called <c>label</c> left out.
    /// </param>
    public static RowBatch Read(MLContext ml, string path, IReadOnlyList<ScorerInput> inputs)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        }
        string[] header = [.. (File.ReadLines(path).FirstOrDefault() ?? throw new InvalidDataException($"'{path}' is empty.")).Split(',').Select(h => h.Trim().Trim('"'))];
        IDataView data = ml.Data.LoadFromTextFile(path, new TextLoader.Options
        {
            HasHeader = true,
            Separators = [','],
            AllowQuoting = true,
            MissingRealsAsNaNs = true,
            Columns = [.. inputs.Select(i => new TextLoader.Column(i.Name, KindOf(i), [.. Places(path, header, i, inputs.Count == 1).Select(p => new TextLoader.Range(p))]))],
        });
        RowBatch rows = RowBatch.Of(data, inputs.Select(i => i.Name));
        return rows.Count > 0 ? rows : throw new InvalidDataException($"'{path}' holds a header and no rows.");
    }

    private static int[] Places(string path, string[] header, ScorerInput input, bool alone)
    {
        int Place(string name) => Array.IndexOf(header, name) is var place && place >= 0
            ? place
            : throw new InvalidDataException($"'{path}' has no column '{name}', which the model reads; its columns are: {string.Join(", ", header)}.");

        if (input.Width == 1)
        {
            return [Place(input.Name)];
        }
        if (input.SlotNames is { } slots && slots.All(header.Contains))
        {
            return [.. slots.Select(Place)];
        }
        int count = header[^1].Equals("label", StringComparison.OrdinalIgnoreCase) ? header.Length - 1 : header.Length;
        return alone && count == input.Width
            ? [.. Enumerable.Range(0, count)]
            : throw new InvalidDataException($"'{path}' has {count} columns, but the model's input '{input.Name}' has {input.Width} numbers in a row.");
    }

    private static DataKind KindOf(ScorerInput input) => input.ItemType switch
    {
        var t when t == typeof(float) => DataKind.Single,
        var t when t == typeof(double) => DataKind.Double,
        var t when t == typeof(bool) => DataKind.Boolean,
        var t when t == typeof(ReadOnlyMemory<char>) => DataKind.String,
        var t when t == typeof(int) => DataKind.Int32,
        var t when t == typeof(long) => DataKind.Int64,
        var t when t == typeof(uint) && !input.IsKey => DataKind.UInt32,
        _ => throw new NotSupportedException($"The model reads the column '{input.Name}' as {input.ItemType.Name}{(input.IsKey ? " keys" : "")}, which are not read from text; let the pipeline make them from text or numbers."),
    };
}
