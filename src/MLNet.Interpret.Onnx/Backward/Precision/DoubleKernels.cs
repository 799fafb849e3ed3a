namespace MLNet.Interpret.Onnx.Backward.Precision;

/// <summary>The operators that ONNX Runtime computes in double precision on a CPU, of those that networks are made of.</summary>
internal static class DoubleKernels
{
    private static readonly HashSet<string> _operators =
    [
        "Abs", "Add", "ArgMax", "ArgMin", "Ceil", "Clip", "Concat", "Cos", "CumProd", "CumSum", "DeformConv", "DepthToSpace", "Div", "Dropout",
        "Einsum", "Equal", "Exp", "Expand", "Flatten", "Floor", "Gather", "GatherElements", "GatherND", "Gemm", "Greater", "GreaterOrEqual",
        "Identity", "IsInf", "IsNaN", "LayerNormalization", "Less", "LessOrEqual", "Log", "LogSoftmax", "LpNormalization", "MatMul", "Max",
        "MaxPool", "Min", "Mod", "Mul", "Neg", "Pad", "Pow", "RMSNormalization", "Reciprocal", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp",
        "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "Round", "ScatterElements",
        "ScatterND", "Shape", "Sigmoid", "Sign", "Sin", "Size", "Slice", "Softmax", "SpaceToDepth", "Split", "Sqrt", "Squeeze", "Sub", "Sum",
        "Tanh", "TensorScatter", "Tile", "Transpose", "Trilu", "Unsqueeze", "Where",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> Operators => _operators;

    /// <summary>Whether a node's operator is one.</summary>
    public static bool Has(OnnxNode node) => node.Domain.Length == 0 && _operators.Contains(node.OpType);
}
