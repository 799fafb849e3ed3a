using Microsoft.ML;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret;

/// <summary>Rules that mimic a model and can be read.</summary>
public static class RulesCatalog
{
    /// <summary>Extracts rules that mimic an ONNX network, and adds the rule that fires for each row.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, a fitted <c>OnnxTransformer</c>, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="inputColumnName">The column that the network's only input is read from; null for one of the same name.</param>
    /// <param name="outputColumnName">What the names of the columns that are added start with.</param>
    /// <param name="extractor">The way to extract them; null for <see cref="TreeRuleExtractor"/>.</param>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or ONNX Runtime does not accept it.</exception>
    public static RuleEstimator Rules(
        this InterpretCatalog catalog, NetworkSource model, string? inputColumnName = null, string outputColumnName = "Rule", RuleExtractor? extractor = null) =>
        catalog.Rules(model, new RuleEstimator.Options { InputColumnName = inputColumnName, OutputColumnName = outputColumnName, Extractor = extractor });

    /// <summary>Extracts rules that mimic an ONNX network, and adds the rule that fires for each row.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network.</param>
    /// <param name="options">The columns, and how rules are extracted.</param>
    /// <inheritdoc cref="Rules(InterpretCatalog, NetworkSource, string?, string, RuleExtractor?)" path="/exception"/>
    public static RuleEstimator Rules(this InterpretCatalog catalog, NetworkSource model, RuleEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Network network = model.Load();
        ExecutionOptions execution = Devices.Of(catalog.Context, options.GpuDeviceId, options.FallbackToCpu);
        return new(catalog.Context, () => new SurrogateModel.OfNetwork(network, options.ScoreColumnName, options.InputColumnName ?? "", execution), options);
    }

    /// <summary>Extracts rules that mimic any fitted chain, about the columns that the chain reads, and adds the rule that fires for each row.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The fitted chain, which must map row to row and stays the caller's.</param>
    /// <param name="outputColumnName">What the names of the columns that are added start with.</param>
    /// <param name="extractor">The way to extract them; null for <see cref="TreeRuleExtractor"/>.</param>
    public static RuleEstimator Rules(this InterpretCatalog catalog, ITransformer model, string outputColumnName = "Rule", RuleExtractor? extractor = null) =>
        catalog.Rules(model, new RuleEstimator.Options { OutputColumnName = outputColumnName, Extractor = extractor });

    /// <summary>Extracts rules that mimic any fitted chain, about the columns that the chain reads, and adds the rule that fires for each row.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The fitted chain, which must map row to row and stays the caller's.</param>
    /// <param name="options">The columns, and how rules are extracted.</param>
    public static RuleEstimator Rules(this InterpretCatalog catalog, ITransformer model, RuleEstimator.Options options) =>
        new(catalog.Context, () => new SurrogateModel.OfChain(model, options.ScoreColumnName), options);
}
