using Microsoft.ML;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret;

/// <summary>LIME for images and texts: sparse linear models over segments or words, around one row each.</summary>
public static class LimeMediaCatalog
{
    /// <summary>Adds columns that say which segments of images count for a network's scores (Ribeiro, Singh, Guestrin 2016).</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="outputColumnName">The column of weights that is added; other columns are called like it with a word behind.</param>
    /// <param name="inputColumnName">The column of images, vectors of Single; null for one that is called like the network's input.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, a fitted <c>OnnxTransformer</c>, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="segmentation">How an image is parted; null for <see cref="Quickshift"/> as LIME's reference implementation has it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The network's input does not hold images, or a setting is out of range.</exception>
    public static LimeImageEstimator LimeImage(
        this InterpretCatalog catalog, string outputColumnName, string? inputColumnName, NetworkSource model, ImageSegmentation? segmentation = null) =>
        catalog.LimeImage(model, new() { OutputColumnName = outputColumnName, InputColumnName = inputColumnName, Segmentation = segmentation ?? new Quickshift() });

    /// <summary>Adds columns that say which segments of images count for a network's scores (Ribeiro, Singh, Guestrin 2016).</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, a fitted <c>OnnxTransformer</c>, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="options">The columns, and how images are explained.</param>
    /// <inheritdoc cref="LimeImage(InterpretCatalog, string, string?, NetworkSource, ImageSegmentation?)" path="/exception"/>
    public static LimeImageEstimator LimeImage(this InterpretCatalog catalog, NetworkSource model, LimeImageEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(catalog.Context, model, options, Devices.Of(catalog.Context, options.GpuDeviceId, options.FallbackToCpu));
    }

    /// <summary>Adds columns that say which words of texts count for a model's scores (Ribeiro, Singh, Guestrin 2016).</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="outputColumnName">The column of weights that is added; other columns are called like it with a word behind.</param>
    /// <param name="inputColumnName">The column of text that is explained; null for the only one that the model reads.</param>
    /// <param name="model">A fitted model that takes the data's columns and gives <c>Probability</c> or <c>Score</c>. It stays the caller's.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static LimeTextEstimator LimeText(this InterpretCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model) =>
        catalog.LimeText(model, new() { OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

    /// <summary>Adds columns that say which words of texts count for a model's scores (Ribeiro, Singh, Guestrin 2016).</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">A fitted model that takes the data's columns and gives scores. It stays the caller's.</param>
    /// <param name="options">The columns, and how texts are explained.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static LimeTextEstimator LimeText(this InterpretCatalog catalog, ITransformer model, LimeTextEstimator.Options options) => new(catalog.Context, model, options);
}
