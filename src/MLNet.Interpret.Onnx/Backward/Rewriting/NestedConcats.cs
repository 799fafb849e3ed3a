using System.Text;
using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Backward.Rewriting;

/// <summary>Lets a <c>Concat</c> that begins with all that an earlier one joins begin with that one's result, as those of DenseNet do.</summary>
/// <remarks>
/// The values stay the same. Gradients of what is joined again and again are then summed at every join, while they are in the cache and in two parts,
/// instead of being cut into as many parts as there are layers and kept until the last of each has come.
/// </remarks>
internal static class NestedConcats
{
    /// <summary>Rewrites a graph that may be edited.</summary>
    /// <param name="canonical">The graph.</param>
    /// <param name="keep">Values that nothing else may come to depend on.</param>
    public static Canonical Apply(Canonical canonical, IReadOnlyCollection<string> keep)
    {
        Dictionary<string, string> joined = [];
        foreach (OnnxNode node in canonical.Model.Nodes)
        {
            if (node is not { Domain: "", OpType: "Concat" })
            {
                continue;
            }
            StringBuilder key = new(node.Int("axis", 0).ToString(System.Globalization.CultureInfo.InvariantCulture));
            (int count, string? earlier) = (0, null);
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                // No name holds this character.
                key.Append('\0').Append(node.Inputs[i]);
                if (i > 0 && joined.TryGetValue(key.ToString(), out string? result))
                {
                    (count, earlier) = (i + 1, result);
                }
            }
            if (!keep.Contains(node.Outputs[0]))
            {
                joined.TryAdd(key.ToString(), node.Outputs[0]);
            }
            if (earlier is not null)
            {
                node.Inputs.RemoveRange(0, count);
                node.Inputs.Insert(0, earlier);
            }
        }
        return canonical;
    }
}
