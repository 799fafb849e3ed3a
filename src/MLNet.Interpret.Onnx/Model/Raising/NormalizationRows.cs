namespace MLNet.Interpret.Onnx;

/// <summary>Batch normalization, which once could be per element and could also give statistics for training.</summary>
internal static class NormalizationRows
{
    public static void AddTo(RaiseTable table) => table.Before(15, "BatchNormalization", BatchNormalization);

    private static void BatchNormalization(OldNode n)
    {
        // Statistics are given while training only; exporters list them all the same, though nothing takes them.
        if (n.Node.Outputs.Skip(1).FirstOrDefault(n.IsUsed) is { } taken)
        {
            throw new NotSupportedException($"{n.Node.Label} is in training mode: its statistics '{taken}' are used. Export the network in evaluation mode.");
        }
        n.Node.Outputs.RemoveRange(1, n.Node.Outputs.Count - 1);
        if (n.Node.Int("spatial", 1) == 0)
        {
            Value scale = n.X(1), shift = n.X(2), mean = n.X(3), variance = n.X(4);
            n.Replace((n.X() - mean) / n.Graph.Add("Sqrt", variance + n.Number(n.Node.Float("epsilon", 1e-5f))) * scale + shift);
            return;
        }
        n.Node.Remove("spatial").Remove("momentum");
        n.Keep();
    }
}
