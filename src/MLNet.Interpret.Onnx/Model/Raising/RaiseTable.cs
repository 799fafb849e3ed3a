namespace MLNet.Interpret.Onnx;

/// <summary>How nodes of operators that changed are rewritten.</summary>
internal sealed class RaiseTable
{
    private readonly Dictionary<string, List<(int Before, Action<OldNode> Rewrite)>> _rows = [];

    /// <summary>A row for models of operator sets before a certain one. Of several rows of an operator, that of the oldest set applies.</summary>
    public RaiseTable Before(int opset, string opType, Action<OldNode> rewrite)
    {
        if (!_rows.TryGetValue(opType, out var rows))
        {
            _rows[opType] = rows = [];
        }
        rows.Add((opset, rewrite));
        rows.Sort((a, b) => a.Before.CompareTo(b.Before));
        return this;
    }

    /// <summary>The row that applies to an operator of a set, or null where nothing changed since.</summary>
    public Action<OldNode>? For(string opType, int opset)
    {
        if (_rows.TryGetValue(opType, out var rows))
        {
            foreach (var (before, rewrite) in rows)
            {
                if (opset < before)
                {
                    return rewrite;
                }
            }
        }
        return null;
    }
}
