using System.Numerics;

namespace MLNet.Interpret.Scoring;

/// <summary>Reads and writes quantities in columns of any type of number.</summary>
internal static class NumberAccess
{
    /// <summary>One value of a row as a number.</summary>
    public static double Read(RowColumn column, int row, int slot) => column switch
    {
        RowColumn<float> c => c.Row(row)[slot],
        RowColumn<double> c => c.Row(row)[slot],
        RowColumn<int> c => c.Row(row)[slot],
        RowColumn<long> c => c.Row(row)[slot],
        RowColumn<short> c => c.Row(row)[slot],
        RowColumn<sbyte> c => c.Row(row)[slot],
        RowColumn<uint> c => c.Row(row)[slot],
        RowColumn<ulong> c => c.Row(row)[slot],
        RowColumn<ushort> c => c.Row(row)[slot],
        RowColumn<byte> c => c.Row(row)[slot],
        _ => throw NotNumbers(column),
    };

    /// <summary>Writes one value of rows; where the column holds whole numbers, the nearest that it can hold.</summary>
    public static void Write(ReadOnlySpan<double> values, RowColumn column, int start, int slot)
    {
        switch (column)
        {
            case RowColumn<float> c:
                Span<float> to = c.Memory.Span[(start * c.Width + slot)..];
                for (int i = 0, at = 0; i < values.Length; i++, at += c.Width)
                {
                    to[at] = (float)values[i];
                }
                break;
            case RowColumn<double> c: Fractions(values, c, start, slot); break;
            case RowColumn<int> c: Whole(values, c, start, slot); break;
            case RowColumn<long> c: Whole(values, c, start, slot); break;
            case RowColumn<short> c: Whole(values, c, start, slot); break;
            case RowColumn<sbyte> c: Whole(values, c, start, slot); break;
            case RowColumn<uint> c: Whole(values, c, start, slot); break;
            case RowColumn<ulong> c: Whole(values, c, start, slot); break;
            case RowColumn<ushort> c: Whole(values, c, start, slot); break;
            case RowColumn<byte> c: Whole(values, c, start, slot); break;
            default: throw NotNumbers(column);
        }
    }

    private static void Fractions(ReadOnlySpan<double> values, RowColumn<double> column, int start, int slot)
    {
        for (int i = 0; i < values.Length; i++)
        {
            column.Row(start + i)[slot] = values[i];
        }
    }

    private static void Whole<T>(ReadOnlySpan<double> values, RowColumn<T> column, int start, int slot) where T : INumberBase<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            column.Row(start + i)[slot] = T.CreateSaturating(Math.Round(values[i]));
        }
    }

    private static NotSupportedException NotNumbers(RowColumn column) =>
        new($"The column '{column.Name}' holds {column.ItemType.Name}, which are no quantities.");
}
