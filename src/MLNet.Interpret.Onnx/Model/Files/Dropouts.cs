namespace MLNet.Interpret.Onnx;

/// <summary>Settles dropouts that a model leaves in training mode.</summary>
internal static class Dropouts
{
    /// <summary>Takes those that drop nothing out of training mode, as exporters leave them, and refuses those that do.</summary>
    public static void Settle(OnnxModel model, string name)
    {
        foreach (OnnxNode node in model.Nodes)
        {
            if (node is not { OpType: "Dropout", Domain: "" } || Number(node, 2) != 1)
            {
                continue;
            }
            if (Number(node, 1) != 0)
            {
                throw new NotSupportedException($"{node.Label} of '{name}' is in training mode, in which results are random; export the network in evaluation mode.");
            }
            node.Inputs.RemoveRange(1, node.Inputs.Count - 1);
        }

        double? Number(OnnxNode node, int input) => node.HasInput(input) ? model.Initializers.GetValueOrDefault(node.Inputs[input])?.ToNumber() : null;
    }
}
