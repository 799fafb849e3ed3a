namespace MLNet.Interpret.Onnx.Analysis.Loops;

/// <summary>How often loops turn, where that is known before they run.</summary>
internal static class LoopTurns
{
    /// <summary>The number of turns of a <c>Loop</c>; null where it depends on what is worked out.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="body">Its body.</param>
    /// <param name="around">The model that it is in.</param>
    public static long? Known(OnnxNode loop, OnnxModel body, OnnxModel around)
    {
        if (!loop.HasInput(0) || Constant(loop.Inputs[0]) is not { } turns || loop.HasInput(1) && Constant(loop.Inputs[1]) is not { } and not 0)
        {
            return null;
        }
        return GoesOn(body.Outputs[0].Name) ? (long)turns : null;

        // Whether the condition to go on is always that.
        bool GoesOn(string condition) =>
            condition == body.Inputs[1].Name
            || (body.Initializers.TryGetValue(condition, out OnnxTensor? constant) ? constant.ToNumber() : Constant(condition)) is { } number and not 0
            || body.Nodes.Find(n => n.Outputs.Contains(condition)) is { OpType: "Identity" or "Cast", Domain: "" } by && GoesOn(by.Inputs[0]);

        double? Constant(string name) => around.Initializers.GetValueOrDefault(name)?.ToNumber();
    }
}
