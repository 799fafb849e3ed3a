namespace MLNet.Interpret.Onnx;

/// <summary>Takes away what a graph's outputs do not depend on.</summary>
internal static class Pruning
{
    public static void RemoveUnused(this OnnxModel model)
    {
        HashSet<string> used = [.. model.Outputs.Select(o => o.Name)];
        List<OnnxNode> kept = [];
        for (int i = model.Nodes.Count - 1; i >= 0; i--)
        {
            OnnxNode node = model.Nodes[i];
            if (node.Outputs.Exists(used.Contains))
            {
                used.UnionWith(node.AllInputs);
                kept.Add(node);
            }
        }
        kept.Reverse();
        model.Nodes.Clear();
        model.Nodes.AddRange(kept);
        foreach (string name in model.Initializers.Keys.Where(k => !used.Contains(k)).ToArray())
        {
            model.Initializers.Remove(name);
        }
    }
}
