using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Conformance.Operators;

/// <summary>Floating-point contents as float64.</summary>
internal sealed record Numbers(long[] Shape, double[] Values);

/// <summary>Runs a model whose inputs are all floating-point numbers of one type.</summary>
internal sealed class Runner : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly ElementType _element;

    public Runner(OnnxModel model, ElementType element)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        _session = new InferenceSession(model.ToBytes(), options);
        _element = element;
    }

    public Dictionary<string, Numbers> Run(IReadOnlyDictionary<string, Numbers> points, IReadOnlyCollection<string> outputs)
    {
        string[] inputs = [.. _session.InputMetadata.Keys];
        List<OrtValue> values = [.. inputs.Select(i => ToOrt(points[i]))];
        try
        {
            using var results = _session.Run(_run, inputs, values, outputs);
            return outputs.Zip(results).ToDictionary(p => p.First, p => FromOrt(p.Second));
        }
        finally
        {
            values.ForEach(v => v.Dispose());
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private OrtValue ToOrt(Numbers t) => _element == ElementType.Double
        ? OrtValue.CreateTensorValueFromMemory((double[])t.Values.Clone(), t.Shape)
        : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(t.Values, v => (float)v), t.Shape);

    private static Numbers FromOrt(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return new Numbers(info.Shape, info.ElementDataType == TensorElementType.Double
            ? value.GetTensorDataAsSpan<double>().ToArray()
            : Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), v => (double)v));
    }
}
