using Microsoft.ML;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret;

/// <summary>Surrogate trees: a tree that mimics a model and can be read.</summary>
public static class SurrogateTreeCatalog
{
    /// <summary>Learns a tree that mimics an ONNX network, and adds what it makes of each row.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, a fitted <c>OnnxTransformer</c>, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="inputColumnName">The column that the network's only input is read from; null for one of the same name.</param>
    /// <param name="outputColumnName">What the names of the columns that are added start with.</param>
    /// <param name="inducer">The way to learn it, such as <see cref="CartInducer"/>; null for <see cref="FastTreeInducer"/>.</param>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or ONNX Runtime does not accept it.</exception>
    public static SurrogateTreeEstimator SurrogateTree(
        this InterpretCatalog catalog, NetworkSource model, string? inputColumnName = null, string outputColumnName = "Surrogate", TreeInducer? inducer = null) =>
        catalog.SurrogateTree(model, new SurrogateTreeEstimator.Options { InputColumnName = inputColumnName, OutputColumnName = outputColumnName, Inducer = inducer });

    /// <summary>Learns a tree that mimics an ONNX network, and adds what it makes of each row.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network.</param>
    /// <param name="options">The columns, and what is learnt, and how.</param>
    /// <inheritdoc cref="SurrogateTree(InterpretCatalog, NetworkSource, string?, string, TreeInducer?)" path="/exception"/>
    public static SurrogateTreeEstimator SurrogateTree(this InterpretCatalog catalog, NetworkSource model, SurrogateTreeEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Network network = model.Load();
        ExecutionOptions execution = Devices.Of(catalog.Context, options.GpuDeviceId, options.FallbackToCpu);
        return new(catalog.Context, () => new SurrogateModel.OfNetwork(network, options.ScoreColumnName, options.InputColumnName ?? "", execution), options);
    }

    /// <summary>Learns a tree that mimics any fitted chain, from the columns that the chain reads, and adds what it makes of each row.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The fitted chain, which must map row to row and stays the caller's.</param>
    /// <param name="outputColumnName">What the names of the columns that are added start with.</param>
    /// <param name="inducer">The way to learn it; null for <see cref="FastTreeInducer"/>.</param>
    public static SurrogateTreeEstimator SurrogateTree(
        this InterpretCatalog catalog, ITransformer model, string outputColumnName = "Surrogate", TreeInducer? inducer = null) =>
        catalog.SurrogateTree(model, new SurrogateTreeEstimator.Options { OutputColumnName = outputColumnName, Inducer = inducer });

    /// <summary>Learns a tree that mimics any fitted chain, from the columns that the chain reads, and adds what it makes of each row.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The fitted chain, which must map row to row and stays the caller's.</param>
    /// <param name="options">The columns, and what is learnt, and how.</param>
    public static SurrogateTreeEstimator SurrogateTree(this InterpretCatalog catalog, ITransformer model, SurrogateTreeEstimator.Options options) =>
        new(catalog.Context, () => new SurrogateModel.OfChain(model, options.ScoreColumnName), options);
}
