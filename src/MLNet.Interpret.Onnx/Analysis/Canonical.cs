namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>A network's graph as ONNX Runtime has optimised it, with the types of its values.</summary>
/// <param name="Model">The graph, in standard operators, with the network's inputs and outputs. It may be edited: each call makes one.</param>
/// <param name="Types">The types of all of its values.</param>
/// <param name="Batch">The number of rows in a batch, or null where it is open and called <c>batch</c> in shapes.</param>
/// <param name="Unshaped">Values whose shape is not known, the number of rows and other open sizes of inputs aside. A fixed batch makes more known.</param>
public sealed record Canonical(OnnxModel Model, TypeMap Types, long? Batch, IReadOnlyList<string> Unshaped)
{
    /// <summary>Whether the shapes of all values are known, the number of rows and other open sizes of inputs aside.</summary>
    public bool IsShaped => Unshaped.Count == 0;
}
