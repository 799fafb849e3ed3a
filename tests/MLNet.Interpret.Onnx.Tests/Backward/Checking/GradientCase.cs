namespace MLNet.Interpret.Onnx.Tests.Backward.Checking;

/// <summary>What is known of an operator's second derivative with respect to its differentiable inputs.</summary>
public enum SecondOrder
{
    /// <summary>It exists and is not zero.</summary>
    Exists,
    /// <summary>It is zero: the operator is linear, or piecewise linear, in all its inputs together.</summary>
    Zero,
    /// <summary>What the rule emits has no rule itself.</summary>
    None,
}

/// <summary>A row of the table that the gradient checks run over: one operator, one variant of its attributes and shapes.</summary>
/// <param name="OpType">The operator.</param>
/// <param name="Variant">What sets the row apart from the operator's others.</param>
/// <param name="Inputs">The node's inputs.</param>
public sealed record GradientCase(string OpType, string Variant, params CaseInput[] Inputs)
{
    /// <summary>The row's name in the list of tests.</summary>
    public string Name => Variant.Length > 0 ? $"{OpType}, {Variant}" : OpType;

    /// <summary>Sets the node's attributes.</summary>
    public Action<OnnxNode>? Set { get; init; }

    /// <summary>Sets attributes that depend on the type of the numbers, such as graphs.</summary>
    public Action<OnnxNode, ElementType>? SetAs { get; init; }

    /// <summary>The operator set.</summary>
    public int Opset { get; init; } = 18;

    /// <summary>The number of outputs that the node has.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>The outputs at which gradients arrive; the others are not used.</summary>
    public int[] Seeded { get; init; } = [0];

    /// <summary>What the check of the second order expects.</summary>
    public SecondOrder SecondOrder { get; init; } = SecondOrder.Exists;

    /// <summary>Whether to check in float32 only, although ONNX Runtime can run the operator itself in float64.</summary>
    public bool FloatOnly { get; init; }

    /// <summary>
    /// The step of the differences, a power of two. The default, 1/1024 in float64 and 1/16 in float32, suits smooth functions; an operator that is
    /// linear in each element of its inputs can have 1/2, with which the differences are exact but for rounding.
    /// </summary>
    public double? Step { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
