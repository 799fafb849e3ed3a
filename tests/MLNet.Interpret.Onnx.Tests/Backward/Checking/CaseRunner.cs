using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLNet.Interpret.Onnx.Tests.Backward.Checking;

/// <summary>A tensor fed to, or got from, a run: floating-point values as float64, or contents of another type.</summary>
internal sealed record CaseTensor(long[] Shape, double[] Values, OnnxTensor? Exact = null);

/// <summary>Runs a model with floating-point values converted from and to float64. What goes wrong is in the exception, so nothing is logged.</summary>
internal sealed class CaseRunner : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly ElementType _element;

    public CaseRunner(OnnxModel model, ElementType element)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        _session = new InferenceSession(model.ToBytes(), options);
        _element = element;
    }

    public Dictionary<string, CaseTensor> Run(IReadOnlyDictionary<string, CaseTensor> points, IReadOnlyCollection<string> outputs)
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

    private OrtValue ToOrt(CaseTensor t)
    {
        if (t.Exact is { } exact)
        {
            OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)(int)exact.Element, t.Shape);
            exact.Proto.RawData.Span.CopyTo(value.GetTensorMutableRawData());
            return value;
        }
        return _element == ElementType.Double
            ? OrtValue.CreateTensorValueFromMemory((double[])t.Values.Clone(), t.Shape)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(t.Values, v => (float)v), t.Shape);
    }

    private static CaseTensor FromOrt(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return new CaseTensor(info.Shape, info.ElementDataType == TensorElementType.Double
            ? value.GetTensorDataAsSpan<double>().ToArray()
            : Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), v => (double)v));
    }
}
