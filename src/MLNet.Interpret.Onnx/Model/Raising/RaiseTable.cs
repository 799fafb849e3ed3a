namespace MLNet.Interpret.Onnx;

/// <summary>How nodes of operators that changed are rewritten.</summary>
internal sealed class RaiseTable
{
    /// <summary>The domain of the operators that ONNX Runtime has besides the standard ones.</summary>
    public const string FusedDomain = "com.microsoft";

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

    /// <summary>A row for all models.</summary>
    public RaiseTable Always(string opType, Action<OldNode> rewrite) => Before(int.MaxValue, opType, rewrite);

    /// <summary>A row for an operator of ONNX Runtime's own. What the row does not cover stays as it is: it does no harm where no gradient passes.</summary>
    public RaiseTable Fused(string opType, Action<OldNode> rewrite) => Always($"{FusedDomain}.{opType}", n =>
    {
        List<OnnxNode> nodes = n.Graph.Model.Nodes;
        int before = nodes.Count;
        try
        {
            rewrite(n);
        }
        catch (NotSupportedException)
        {
            nodes.RemoveRange(before, nodes.Count - before);
            n.Keep();
        }
    });

    /// <summary>The row that applies to a node of a model of a set, or null where nothing changed since.</summary>
    public Action<OldNode>? For(OnnxNode node, int opset)
    {
        string name = node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}";
        if (_rows.TryGetValue(name, out var rows))
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
