using MLNet.Interpret.Onnx.Format;
using Kind = MLNet.Interpret.Onnx.Format.TypeProto.ValueOneofCase;

namespace MLNet.Interpret.Onnx;

/// <summary>What is refused of a model before anything is done with it.</summary>
internal static class ModelCheck
{
    private const string TrainingDomain = "ai.onnx.preview.training";

    private static readonly HashSet<string> Quantised =
    [
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM", "MatMulInteger",
        "MatMulInteger16", "MatMulIntegerToFloat", "MatMulNBits", "MatMulBnb4", "MatMulFpQ4", "ConvInteger", "QAttention", "QGemm",
        "QEmbedLayerNormalization", "QMoE", "GatherBlockQuantized", "MulInteger", "ReduceSumInteger",
    ];

    public static void Run(ModelProto proto, string name)
    {
        CheckOpset(proto, name);
        CheckValues(proto.Graph, name);
        CheckTensors(proto.Graph, name);
        CheckNodes(proto.Graph, name);
        foreach (FunctionProto function in proto.Functions)
        {
            function.Node.ToList().ForEach(n => CheckNode(n, name));
        }
        CheckNames(proto.Graph, name);
    }

    private static void CheckOpset(ModelProto proto, string name)
    {
        if (proto.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx") is not { } standard)
        {
            if (proto.Graph.Node.Any(n => n.Domain is "" or "ai.onnx"))
            {
                throw new InvalidDataException($"'{name}' does not say which version of the standard operators it is of; export it again.");
            }
            return;
        }
        if (standard.Version < OnnxModel.OldestOpset)
        {
            throw new NotSupportedException(
                $"'{name}' is of operator set {standard.Version}; {OnnxModel.OldestOpset} to {OnnxModel.NewestOpset} are supported. Export it again with a newer one, or raise it with onnx.version_converter.");
        }
        if (standard.Version > OnnxModel.NewestOpset)
        {
            throw new NotSupportedException(
                $"'{name}' is of operator set {standard.Version}; {OnnxModel.OldestOpset} to {OnnxModel.NewestOpset} are supported. Export it again with opset_version={OnnxModel.NewestOpset} or older.");
        }
    }

    private static void CheckValues(GraphProto graph, string name)
    {
        if (graph.Output.Count == 0)
        {
            throw new InvalidDataException($"'{name}' has no output; export it again with the values to explain as outputs.");
        }
        foreach (ValueInfoProto input in graph.Input)
        {
            CheckValue(input, "input", name);
        }
        // Maps of scores, which become rows of scores.
        HashSet<string> maps = [.. graph.Node.Where(n => n is { OpType: "ZipMap", Domain: "ai.onnx.ml" }).SelectMany(n => n.Output)];
        foreach (ValueInfoProto output in graph.Output.Where(o => !maps.Contains(o.Name)))
        {
            CheckValue(output, "output", name);
        }
    }

    private static void CheckValue(ValueInfoProto value, string role, string name)
    {
        Kind kind = value.Type?.ValueCase ?? Kind.None;
        if (kind is not (Kind.None or Kind.TensorType))
        {
            string what = kind switch
            {
                Kind.SequenceType => "a sequence",
                Kind.MapType => "a map",
                Kind.OptionalType => "an optional value",
                _ => "a sparse tensor",
            };
            throw new NotSupportedException($"The {role} '{value.Name}' of '{name}' is {what}; only tensors are supported. Export the network without it.");
        }
        if (role == "input" && kind == Kind.None)
        {
            throw new InvalidDataException($"The input '{value.Name}' of '{name}' has no type; export the model again.");
        }
        if (value.Type?.TensorType is not { } tensor)
        {
            return;
        }
        if (tensor.ElemType == (int)ElementType.String)
        {
            throw new NotSupportedException($"The {role} '{value.Name}' of '{name}' is text; only tensors of numbers are supported. Export the network from the first value that is numbers.");
        }
        if (ElementTypes.SizeOf((ElementType)tensor.ElemType) == 0)
        {
            throw new NotSupportedException($"The {role} '{value.Name}' of '{name}' has elements of type {(ElementType)tensor.ElemType}, which is not supported; export the network in float32.");
        }
    }

    /// <summary>Checks that constants hold as many bytes as their shapes say.</summary>
    private static void CheckTensors(GraphProto graph, string name)
    {
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (tensor.Dims.Any(d => d < 0))
            {
                throw new InvalidDataException($"The constant '{tensor.Name}' of '{name}' has the shape [{string.Join(", ", tensor.Dims)}]; sizes cannot be negative, so the file is damaged.");
            }
            if (new OnnxTensor(tensor) is { HeldCount: { } held } constant && held != constant.Count)
            {
                throw new InvalidDataException(
                    $"The constant '{tensor.Name}' of '{name}' holds {held} elements, where its shape {constant.Shape} has {constant.Count}; the file is damaged.");
            }
        }
    }

    private static void CheckNodes(GraphProto graph, string name)
    {
        foreach (NodeProto node in graph.Node)
        {
            CheckNode(node, name);
        }
    }

    private static void CheckNode(NodeProto node, string name)
    {
        if (Quantised.Contains(node.OpType) || node.OpType.StartsWith("QLinear", StringComparison.Ordinal) || node.OpType.StartsWith("QOrdered", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"{Label(node)} of '{name}' is quantised, and quantised networks carry no gradients; explain the float network that it was made from.");
        }
        if (node.Domain == TrainingDomain)
        {
            throw new NotSupportedException($"{Label(node)} of '{name}' is for training; export the network for inference.");
        }
        if (node.OpType == "BatchNormalization" && node.Domain is "" or "ai.onnx" && node.Attribute.Any(a => a.Name == "training_mode" && a.I != 0))
        {
            throw new NotSupportedException($"{Label(node)} of '{name}' is in training mode, in which a row's result depends on the rows beside it; export the network in evaluation mode.");
        }
        foreach (GraphProto inner in Subgraphs.Of(node.Attribute))
        {
            CheckNodes(inner, name);
        }
    }

    private static string Label(NodeProto node) => new OnnxNode(node).Label;

    private static void CheckNames(GraphProto graph, string name)
    {
        HashSet<string> inputs = [];
        foreach (ValueInfoProto input in graph.Input)
        {
            if (!inputs.Add(input.Name))
            {
                throw Twice(input.Name, name);
            }
        }
        HashSet<string> constants = [];
        foreach (string constant in graph.Initializer.Select(i => i.Name).Concat(graph.SparseInitializer.Select(i => i.Values.Name)))
        {
            if (!constants.Add(constant))
            {
                throw Twice(constant, name);
            }
        }
        inputs.UnionWith(constants);
        foreach (string output in graph.Node.SelectMany(n => n.Output))
        {
            if (output.Length > 0 && !inputs.Add(output))
            {
                throw Twice(output, name);
            }
        }
    }

    private static InvalidDataException Twice(string value, string name) =>
        new($"'{name}' defines the value '{value}' more than once; export the model again.");
}
