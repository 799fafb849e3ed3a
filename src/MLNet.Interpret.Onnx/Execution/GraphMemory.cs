using MLNet.Interpret.Onnx.Analysis.Batching;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>What a graph takes in memory while it runs, from the sizes of its values and how long each is needed.</summary>
/// <param name="PeakPerRow">The most that values by row take at the same time, in bytes a row.</param>
/// <param name="WrittenPerRow">What all values by row take together, in bytes a row.</param>
/// <param name="Constant">What constants take, and what follows from constants alone, in bytes.</param>
public sealed record GraphMemory(long PeakPerRow, long WrittenPerRow, long Constant)
{
    /// <summary>
    /// Works it out from the types of inputs and constants, and those that the model states. A value of unknown shape counts as the largest that
    /// it is made of by row, which most are as large as; types would take as long to infer as the graph takes to open.
    /// </summary>
    /// <param name="model">The graph, its nodes in order.</param>
    public static GraphMemory Of(OnnxModel model)
    {
        Dictionary<string, long> bytes = [];
        foreach (var (name, tensor) in model.Initializers)
        {
            bytes[name] = tensor.Count * ElementTypes.SizeOf(tensor.Element);
        }
        foreach (ValueInfo input in model.Inputs)
        {
            bytes[input.Name] = Known(input.Type) ?? 0;
        }
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
            bool isByRow = node.AllInputs.Any(byRow.Contains);
            long guess = node.AllInputs.Where(v => !isByRow || byRow.Contains(v)).Select(Bytes).DefaultIfEmpty(0).Max();
            foreach (string output in node.Outputs)
            {
                bytes[output] = output.Length == 0 ? 0 : Known(model.Stated.GetValueOrDefault(output)) ?? guess;
            }
            long made = node.Outputs.Sum(Bytes);
            if (!isByRow)
            {
                constant += made;
                continue;
            }
            byRow.UnionWith(node.Outputs);
            written += made;
            alive += made;
            peak = Math.Max(peak, alive);
            alive -= node.AllInputs.Concat(node.Outputs).Distinct().Where(v => byRow.Contains(v) && last.GetValueOrDefault(v, i) <= i).Sum(Bytes);
        }
        return new GraphMemory(peak, written, constant);

        long Bytes(string name) => bytes.GetValueOrDefault(name);
    }

    private static long? Known(TensorType? type) => type?.Shape is { } shape ? Batches.ElementsPerRow(shape) * ElementTypes.SizeOf(type.Element) : null;
}
