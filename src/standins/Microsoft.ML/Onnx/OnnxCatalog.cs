using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

namespace Microsoft.ML;

/// <summary>Stages that apply networks.</summary>
public static class OnnxCatalog
{
    /// <summary>Applies a network, all its inputs and outputs.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="modelFile">The file of the network.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string modelFile,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, [], [], gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { File = modelFile });

    /// <summary>Applies a network, all its inputs and outputs.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="modelFile">The file of the network.</param>
    /// <param name="shapeDictionary">Shapes of inputs and outputs that the file leaves open.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string modelFile,
        IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, [], [], gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { File = modelFile, Shapes = shapeDictionary });

    /// <summary>Applies a network, all its inputs and outputs.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="modelBytes">The network; the stream is read from its beginning.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, Stream modelBytes,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, [], [], gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { Bytes = ReadAll(modelBytes) });

    /// <summary>Applies a network, all its inputs and outputs.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="modelBytes">The network; the stream is read from its beginning.</param>
    /// <param name="shapeDictionary">Shapes of inputs and outputs that the file leaves open.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, Stream modelBytes,
        IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, [], [], gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { Bytes = ReadAll(modelBytes), Shapes = shapeDictionary });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The network's output that becomes a column.</param>
    /// <param name="inputColumnName">The column that goes in; it bears the name of the network's input.</param>
    /// <param name="modelFile">The file of the network.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string outputColumnName,
        string inputColumnName, string modelFile, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, [outputColumnName], [inputColumnName], gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { File = modelFile });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The network's output that becomes a column.</param>
    /// <param name="inputColumnName">The column that goes in; it bears the name of the network's input.</param>
    /// <param name="modelFile">The file of the network.</param>
    /// <param name="shapeDictionary">Shapes of inputs and outputs that the file leaves open.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string outputColumnName,
        string inputColumnName, string modelFile, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, [outputColumnName], [inputColumnName], gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { File = modelFile, Shapes = shapeDictionary });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The network's output that becomes a column.</param>
    /// <param name="inputColumnName">The column that goes in; it bears the name of the network's input.</param>
    /// <param name="modelBytes">The network; the stream is read from its beginning.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string outputColumnName,
        string inputColumnName, Stream modelBytes, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, [outputColumnName], [inputColumnName], gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { Bytes = ReadAll(modelBytes) });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The network's output that becomes a column.</param>
    /// <param name="inputColumnName">The column that goes in; it bears the name of the network's input.</param>
    /// <param name="modelBytes">The network; the stream is read from its beginning.</param>
    /// <param name="shapeDictionary">Shapes of inputs and outputs that the file leaves open.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string outputColumnName,
        string inputColumnName, Stream modelBytes, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, [outputColumnName], [inputColumnName], gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { Bytes = ReadAll(modelBytes), Shapes = shapeDictionary });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnNames">The network's outputs that become columns.</param>
    /// <param name="inputColumnNames">The columns that go in; they bear the names of the network's inputs.</param>
    /// <param name="modelFile">The file of the network.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames,
        string[] inputColumnNames, string modelFile, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, outputColumnNames, inputColumnNames, gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { File = modelFile });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnNames">The network's outputs that become columns.</param>
    /// <param name="inputColumnNames">The columns that go in; they bear the names of the network's inputs.</param>
    /// <param name="modelFile">The file of the network.</param>
    /// <param name="shapeDictionary">Shapes of inputs and outputs that the file leaves open.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames,
        string[] inputColumnNames, string modelFile, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, outputColumnNames, inputColumnNames, gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { File = modelFile, Shapes = shapeDictionary });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnNames">The network's outputs that become columns.</param>
    /// <param name="inputColumnNames">The columns that go in; they bear the names of the network's inputs.</param>
    /// <param name="modelFile">The file of the network.</param>
    /// <param name="shapeDictionary">Shapes of inputs and outputs that the file leaves open.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    /// <param name="recursionLimit">How deeply the file's messages may be nested.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames,
        string[] inputColumnNames, string modelFile, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false, int recursionLimit = 100) =>
        Apply(catalog, outputColumnNames, inputColumnNames, gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { File = modelFile, Shapes = shapeDictionary, RecursionLimit = recursionLimit });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnNames">The network's outputs that become columns.</param>
    /// <param name="inputColumnNames">The columns that go in; they bear the names of the network's inputs.</param>
    /// <param name="modelBytes">The network; the stream is read from its beginning.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames,
        string[] inputColumnNames, Stream modelBytes, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, outputColumnNames, inputColumnNames, gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { Bytes = ReadAll(modelBytes) });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnNames">The network's outputs that become columns.</param>
    /// <param name="inputColumnNames">The columns that go in; they bear the names of the network's inputs.</param>
    /// <param name="modelBytes">The network; the stream is read from its beginning.</param>
    /// <param name="shapeDictionary">Shapes of inputs and outputs that the file leaves open.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames,
        string[] inputColumnNames, Stream modelBytes, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, outputColumnNames, inputColumnNames, gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { Bytes = ReadAll(modelBytes), Shapes = shapeDictionary });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnNames">The network's outputs that become columns.</param>
    /// <param name="inputColumnNames">The columns that go in; they bear the names of the network's inputs.</param>
    /// <param name="modelBytes">The network; the stream is read from its beginning.</param>
    /// <param name="shapeDictionary">Shapes of inputs and outputs that the file leaves open.</param>
    /// <param name="gpuDeviceId">The GPU to run on; null for the context's, or the CPU.</param>
    /// <param name="fallbackToCpu">Whether to go on with the CPU where the GPU cannot be used.</param>
    /// <param name="recursionLimit">How deeply the file's messages may be nested.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string[] outputColumnNames,
        string[] inputColumnNames, Stream modelBytes, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false, int recursionLimit = 100) =>
        Apply(catalog, outputColumnNames, inputColumnNames, gpuDeviceId, fallbackToCpu,
            new OnnxModelOptions { Bytes = ReadAll(modelBytes), Shapes = shapeDictionary, RecursionLimit = recursionLimit });

    /// <summary>Applies a network.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The network, and how it is applied.</param>
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, OnnxOptions options) =>
        Apply(catalog, options.OutputColumns, options.InputColumns, options.GpuDeviceId, options.FallbackToCpu,
            new OnnxModelOptions
            {
                File = options.ModelFile,
                Shapes = options.ShapeDictionary,
                RecursionLimit = options.RecursionLimit,
                InterOpNumThreads = options.InterOpNumThreads,
                IntraOpNumThreads = options.IntraOpNumThreads,
            });

    private static OnnxScoringEstimator Apply(TransformsCatalog catalog, string[] outputs, string[] inputs,
        int? gpuDeviceId, bool fallbackToCpu, OnnxModelOptions options)
    {
        // The context's device counts where the call names none.
        if (gpuDeviceId is null && catalog.Environment is IHostEnvironmentInternal { GpuDeviceId: not null } context)
            (gpuDeviceId, fallbackToCpu) = (context.GpuDeviceId, context.FallbackToCpu);
        return new OnnxScoringEstimator(catalog.Environment, outputs, inputs,
            options with { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu });
    }

    private static byte[] ReadAll(Stream stream)
    {
        stream.Seek(0, SeekOrigin.Begin);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
