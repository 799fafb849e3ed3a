using System.Globalization;

namespace MLNet.Interpret.Onnx.Analysis.Batching;

/// <summary>The first dimension of a network's inputs: the rows of a batch.</summary>
internal static class Batches
{
    /// <summary>What an open number of rows is called in every shape.</summary>
    public const string Symbol = "batch";

    /// <summary>The number of rows that inputs are fixed to; null where it is open.</summary>
    public static long? Fixed(IEnumerable<ValueInfo> inputs)
    {
        long? rows = null;
        foreach (ValueInfo input in inputs)
        {
            if (input.Type?.Shape is { Rank: > 0 } shape)
            {
                if (!shape[0].IsKnown)
                {
                    return null;
                }
                rows ??= shape[0].Value;
            }
        }
        return rows;
    }

    /// <summary>Gives the open first dimension of every input, and all that go by its name, one size.</summary>
    /// <param name="model">The model, whose inputs are changed.</param>
    /// <param name="rows">The number of rows, or the symbol of an open one.</param>
    public static void Set(OnnxModel model, Dim rows)
    {
        HashSet<string> symbols = [];
        foreach (ValueInfo input in model.Inputs)
        {
            if (input.Type?.Shape is { Rank: > 0 } shape && shape[0] is { IsKnown: false, Symbol: { Length: > 0 } symbol })
            {
                symbols.Add(symbol);
            }
        }
        for (int i = 0; i < model.Inputs.Count; i++)
        {
            if (model.Inputs[i].Type is { Shape: { } shape } type)
            {
                Dim[] dims = [.. shape.Select((d, axis) => d.IsKnown || !(axis == 0 || symbols.Contains(d.Symbol ?? "")) ? d : rows)];
                model.Inputs[i] = model.Inputs[i] with { Type = type with { Shape = new TensorShape(dims) } };
            }
        }
    }

    /// <summary>Gives open dimensions of an input, and all of the same name, sizes.</summary>
    public static void SetSizes(OnnxModel model, string input, TensorShape stated, TensorShape given)
    {
        Dictionary<string, Dim> sizes = [];
        foreach (var (from, to) in stated.Zip(given))
        {
            if (to.IsKnown && from.Symbol is { Length: > 0 } symbol && !sizes.TryAdd(symbol, to) && sizes[symbol] != to)
            {
                throw new ArgumentException($"The dimension '{symbol}' of the input '{input}' {stated} is one size; it cannot be both {sizes[symbol]} and {to}.");
            }
        }
        for (int i = 0; i < model.Inputs.Count; i++)
        {
            if (model.Inputs[i] is { Type: { } type } value && (value.Name == input ? stated : type.Shape) is { } shape)
            {
                Dim[] dims = [.. shape.Select((d, axis) => value.Name == input && given[axis].IsKnown ? given[axis] : sizes.GetValueOrDefault(d.Symbol ?? "", d))];
                model.Inputs[i] = value with { Type = type with { Shape = new TensorShape(dims) } };
            }
        }
        // What the file says of outputs may be of other sizes.
        for (int i = 0; i < model.Outputs.Count; i++)
        {
            model.Outputs[i] = model.Outputs[i] with { Type = null };
        }
    }

    /// <summary>The number of elements that one row contributes to a tensor; unknown sizes other than the batch count as one.</summary>
    public static long ElementsPerRow(TensorShape shape)
    {
        long elements = 1;
        foreach (Dim d in shape)
        {
            elements *= d.IsKnown ? d.Value : Multiple(d.Symbol);
        }
        return elements;
    }

    /// <summary>The symbol of a size that is a multiple of the batch.</summary>
    public static string SymbolOf(long multiple) => multiple == 1 ? Symbol : $"{multiple}*{Symbol}";

    /// <summary>Whether a size is a number, or the batch, or a multiple of it.</summary>
    public static bool IsKnown(Dim size) =>
        size.IsKnown || size.Symbol == Symbol || size.Symbol?.EndsWith($"*{Symbol}", StringComparison.Ordinal) == true;

    private static long Multiple(string? symbol) =>
        symbol is not null && long.TryParse(symbol.Split('*')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long multiple) ? multiple : 1;
}
