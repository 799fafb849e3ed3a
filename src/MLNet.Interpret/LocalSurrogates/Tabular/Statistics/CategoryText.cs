using System.Globalization;
using System.Text;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Values of categories as text, by which they are told apart and named.</summary>
internal static class CategoryText
{
    private const char Separator = '\u001f';

    /// <summary>Text that is the same for the same values of a row only.</summary>
    public static string Key(RowColumn column, int row, int slot, int width)
    {
        if (width == 1)
        {
            return Item(column, row, slot);
        }
        StringBuilder text = new();
        for (int i = 0; i < width; i++)
        {
            text.Append(Item(column, row, slot + i)).Append(Separator);
        }
        return text.ToString();
    }

    /// <summary>What a row's category is called.</summary>
    /// <param name="input">The column of the model.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="column">Rows of the whole column, or of the feature's values alone.</param>
    /// <param name="row">The row.</param>
    public static string Name(ScorerInput input, TabularFeature feature, RowColumn column, int row)
    {
        int first = column.Width == input.Width ? feature.Slot : 0;
        if (feature.Width == 1)
        {
            string item = Item(column, row, first);
            return input.IsKey && input.KeyNames is { } names && int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out int key) && key >= 1 && key <= names.Count
                ? names[key - 1]
                : item;
        }
        List<string> on = [];
        for (int i = 0; i < feature.Width; i++)
        {
            if (Item(column, row, first + i) is not ("0" or "False"))
            {
                on.Add(SlotName(input, feature, i));
            }
        }
        return on.Count == 0 ? "none" : string.Join("+", on);
    }

    /// <summary>One-hot encoding names its values by column and category; the column is said already.</summary>
    private static string SlotName(ScorerInput input, TabularFeature feature, int index)
    {
        if (input.SlotNames?[feature.Slot + index] is not { Length: > 0 } name)
        {
            return index.ToString(CultureInfo.InvariantCulture);
        }
        string rest = name.StartsWith(feature.Name, StringComparison.Ordinal) ? name[feature.Name.Length..].TrimStart('.', '_', '=', ' ', ':') : name;
        return rest.Length > 0 ? rest : name;
    }

    private static string Item(RowColumn column, int row, int slot) => column switch
    {
        RowColumn<ReadOnlyMemory<char>> c => c.Row(row)[slot].ToString(),
        RowColumn<bool> c => c.Row(row)[slot] ? "True" : "False",
        RowColumn<float> c => c.Row(row)[slot].ToString("R", CultureInfo.InvariantCulture),
        RowColumn<double> c => c.Row(row)[slot].ToString("R", CultureInfo.InvariantCulture),
        RowColumn<uint> c => c.Row(row)[slot].ToString(CultureInfo.InvariantCulture),
        RowColumn<ulong> c => c.Row(row)[slot].ToString(CultureInfo.InvariantCulture),
        RowColumn<ushort> c => c.Row(row)[slot].ToString(CultureInfo.InvariantCulture),
        RowColumn<byte> c => c.Row(row)[slot].ToString(CultureInfo.InvariantCulture),
        RowColumn<int> c => c.Row(row)[slot].ToString(CultureInfo.InvariantCulture),
        RowColumn<long> c => c.Row(row)[slot].ToString(CultureInfo.InvariantCulture),
        RowColumn<short> c => c.Row(row)[slot].ToString(CultureInfo.InvariantCulture),
        RowColumn<sbyte> c => c.Row(row)[slot].ToString(CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"The column '{column.Name}' holds {column.ItemType.Name}, which are neither quantities nor categories."),
    };
}
