namespace Microsoft.ML.Transforms.Onnx;

/// <summary>How a network is applied.</summary>
public sealed class OnnxOptions
{
    /// <summary>The file of the network.</summary>
    public string ModelFile;

    /// <summary>The columns that go in, which bear the names of the network's inputs; none for all inputs.</summary>
    public string[] InputColumns;

    /// <summary>The network's outputs that become columns; none for all.</summary>
    public string[] OutputColumns;

    /// <summary>The GPU to run on; null for the context's, or the CPU.</summary>
    public int? GpuDeviceId;

    /// <summary>Whether to go on with the CPU where the GPU cannot be used.</summary>
    public bool FallbackToCpu;

    /// <summary>Shapes of inputs and outputs that the file leaves open.</summary>
    public IDictionary<string, int[]> ShapeDictionary;

    /// <summary>How deeply the file's messages may be nested.</summary>
    public int RecursionLimit = 100;

    /// <summary>Threads across nodes; null for ONNX Runtime's choice.</summary>
    public int? InterOpNumThreads;

    /// <summary>Threads within a node; null for ONNX Runtime's choice.</summary>
    public int? IntraOpNumThreads;
}
