using System.Runtime.InteropServices;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Conformance.Operators;

/// <summary>One of ONNX's operator tests: a model, mostly of one node, and what to feed it.</summary>
internal sealed class OperatorTest(string folder)
{
    // Inputs that are floating-point numbers, but settings: rules take them as constants.
    private static readonly Dictionary<string, int[]> _settings = new()
    {
        ["Resize"] = [1, 2], ["Upsample"] = [1], ["Dropout"] = [1], ["NonMaxSuppression"] = [3, 4], ["RandomUniformLike"] = [0], ["Bernoulli"] = [0],
    };

    public string Name { get; } = Path.GetFileName(folder);

    public string ModelPath { get; } = Path.Combine(folder, "model.onnx");

    /// <summary>Whether it is the expansion of an operator that is a function of others.</summary>
    public bool IsExpanded => Name.Contains("_expanded", StringComparison.Ordinal);

    /// <summary>The operator, as the file has it.</summary>
    public string Operator { get; } = OperatorOf(Path.Combine(folder, "model.onnx"));

    /// <summary>The operator set that the file is of.</summary>
    public long Opset { get; } = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))).OpsetImport
        .FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? OnnxModel.NewestOpset;

    /// <summary>The contents of an input; null where the test gives none, or no tensor.</summary>
    public OnnxTensor? Input(int index)
    {
        string path = Path.Combine(folder, "test_data_set_0", $"input_{index}.pb");
        return File.Exists(path) ? new OnnxTensor(TensorProto.Parser.ParseFrom(File.ReadAllBytes(path))) : null;
    }

    /// <summary>The names of inputs that are settings.</summary>
    public static HashSet<string> Settings(OnnxModel model) =>
    [
        .. model.Nodes.SelectMany(n => _settings.GetValueOrDefault(n.OpType, []).Where(n.HasInput).Select(i => n.Inputs[i])),
    ];

    /// <summary>Floating-point contents as float64.</summary>
    public static double[] Doubles(OnnxTensor tensor) =>
        tensor.Element == ElementType.Double ? tensor.ToDoubles()
        // The tests give bfloat16 numbers as their bits.
        : tensor.Element == ElementType.UInt16 ? Array.ConvertAll(Bits(tensor), v => (double)BitConverter.UInt32BitsToSingle((uint)v << 16))
        : Array.ConvertAll(tensor.ToFloats(), v => (double)v);

    private static ushort[] Bits(OnnxTensor tensor) => tensor.Proto.RawData.Length > 0
        ? MemoryMarshal.Cast<byte, ushort>(tensor.Proto.RawData.Span).ToArray()
        : [.. tensor.Proto.Int32Data.Select(v => (ushort)v)];

    private static string OperatorOf(string path)
    {
        ModelProto proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        string[] operators = [.. proto.Graph.Node.Where(n => n.OpType != "Constant").Select(n => n.OpType).Distinct()];
        return operators.Length == 1 ? operators[0] : operators.Length == 0 ? "Constant" : operators.FirstOrDefault(o => o is "Loop" or "If" or "Scan") ?? string.Join("+", operators);
    }
}
