using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret;

/// <summary>Policy trees: a tree that acts like a policy network and can be read.</summary>
public static class PolicyTreeCatalog
{
    /// <summary>Extracts a tree from a policy network by VIPER (Bastani, Pu and Solar-Lezama 2018), and measures what it earns beside the network.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The policy network: an ONNX file's path or bytes, or a <see cref="Onnx.Network"/>. It reads a state and gives a score for each action.</param>
    /// <param name="environment">Makes environments: episodes are played side by side, each in one of its own.</param>
    /// <param name="options">The settings; null for the defaults, with the context's seed.</param>
    /// <param name="outputName">The output that holds the scores; null for the first.</param>
    /// <param name="progress">Takes each iteration.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the network does not fit the environment.</exception>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or a score or a state is not finite.</exception>
    public static ViperReport PolicyTree(
        this InterpretCatalog catalog, NetworkSource model, Func<IEnvironment> environment, ViperOptions? options = null, string? outputName = null,
        IProgress<ViperIteration>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new();
        using NetworkScorer scorer = new(model.Load(), outputName, Devices.Of(catalog.Context));
        return Viper.Extract(
            scorer, environment, options with { Seed = options.Seed ?? (catalog.Context as IHostEnvironmentInternal)?.Seed }, progress, cancellation);
    }
}
