using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>What a graph takes in memory while it runs, from the sizes of its values and how long each is needed.</summary>
/// <param name="PeakPerRow">The most that values by row take at the same time, in bytes a row.</param>
/// <param name="WrittenPerRow">What all values by row take together, in bytes a row.</param>
/// <param name="Constant">What constants take, and what follows from constants alone, in bytes.</param>
public sealed record GraphMemory(long PeakPerRow, long WrittenPerRow, long Constant)
{
    /// <summary>Works it out. Values of unknown shape are left out.</summary>
    /// <param name="model">The graph, its nodes in order.</param>
    /// <param name="types">The types of its values.</param>
    public static GraphMemory Of(OnnxModel model, TypeMap types)
    {
        Dictionary<string, int> last = [];
        for (int i = 0; i < model.Nodes.Count; i++)
        {
            foreach (string input in model.Nodes[i].AllInputs)
            {
                last[input] = i;
            }
        }
        foreach (ValueInfo output in model.Outputs)
        {
            last[output.Name] = int.MaxValue;
        }

        HashSet<string> byRow = [.. model.Inputs.Select(i => i.Name)];
        long constant = model.Initializers.Keys.Sum(Bytes), written = model.Inputs.Sum(i => Bytes(i.Name));
        long alive = written, peak = written;
        for (int i = 0; i < model.Nodes.Count; i++)
        {
            OnnxNode node = model.Nodes[i];
            if (!node.AllInputs.Any(byRow.Contains))
            {
                constant += node.Outputs.Sum(Bytes);
                continue;
            }
            byRow.UnionWith(node.Outputs);
            long made = node.Outputs.Sum(Bytes);
            written += made;
            alive += made;
            peak = Math.Max(peak, alive);
            alive -= node.AllInputs.Concat(node.Outputs).Distinct().Where(v => byRow.Contains(v) && last.GetValueOrDefault(v, i) <= i).Sum(Bytes);
        }
        return new GraphMemory(peak, written, constant);

        long Bytes(string name) => name.Length == 0 ? 0
            : model.Initializers.TryGetValue(name, out OnnxTensor? tensor) ? tensor.Count * ElementTypes.SizeOf(tensor.Element)
            : types.TryGet(name, out TensorType? type) && type.Shape is { } shape ? Batches.ElementsPerRow(shape) * ElementTypes.SizeOf(type.Element)
            : 0;
    }
}
