using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>What is learned of a category: its values, each one or several values of a row, and how frequent they are.</summary>
internal sealed class CategoricalStatistics
{
    private readonly Dictionary<string, int> _indexOf = [];
    private readonly AliasTable _table;

    private CategoricalStatistics(RowColumn values, double[] frequencies)
    {
        Values = values;
        Frequencies = frequencies;
        for (int i = 0; i < values.Rows; i++)
        {
            _indexOf[CategoryText.Key(values, i, 0, values.Width)] = i;
        }
        _table = new AliasTable(frequencies);
    }

    /// <summary>The distinct values, a row each.</summary>
    public RowColumn Values { get; }

    /// <summary>The share of the training data that has each.</summary>
    public double[] Frequencies { get; }

    /// <summary>The number of a row's value; -1 where the training data did not have it.</summary>
    public int IndexOf(RowColumn column, int row, int slot) => _indexOf.GetValueOrDefault(CategoryText.Key(column, row, slot, Values.Width), -1);

    /// <summary>Draws values by their frequency.</summary>
    public void Draw(ref RandomStream random, Span<double> indices)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = _table.Draw(ref random);
        }
    }

    /// <summary>Writes values into rows.</summary>
    public void Write(ReadOnlySpan<double> indices, RowColumn column, int start, int slot)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            Values.CopyInto((int)indices[i], column, start + i, slot);
        }
    }

    /// <summary>Learns from the rows of a column.</summary>
    public static CategoricalStatistics Learn(RowColumn column, TabularFeature feature)
    {
        Dictionary<string, (int Row, int Count)> found = new(StringComparer.Ordinal);
        for (int row = 0; row < column.Rows; row++)
        {
            string key = CategoryText.Key(column, row, feature.Slot, feature.Width);
            found[key] = found.TryGetValue(key, out (int Row, int Count) before) ? (before.Row, before.Count + 1) : (row, 1);
        }
        (int Row, int Count)[] ordered = [.. found.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value)];
        RowColumn values = column.AllocateSlots(ordered.Length, feature.Width);
        for (int i = 0; i < ordered.Length; i++)
        {
            column.CopySlots(ordered[i].Row, feature.Slot, values, i);
        }
        return new CategoricalStatistics(values, [.. ordered.Select(o => (double)o.Count / column.Rows)]);
    }

    public void Save(BinaryWriter writer)
    {
        RowColumnFile.Save(writer, Values);
        foreach (double frequency in Frequencies)
        {
            writer.Write(frequency);
        }
    }

    public static CategoricalStatistics Load(BinaryReader reader)
    {
        RowColumn values = RowColumnFile.Load(reader);
        double[] frequencies = new double[values.Rows];
        for (int i = 0; i < frequencies.Length; i++)
        {
            frequencies[i] = reader.ReadDouble();
        }
        return new CategoricalStatistics(values, frequencies);
    }
}
