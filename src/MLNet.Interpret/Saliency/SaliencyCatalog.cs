using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Saliency;

namespace MLNet.Interpret;

/// <summary>Saliency: how much each element of a network's input counts for a score.</summary>
public static class SaliencyCatalog
{
    /// <summary>Adds a column of attributions, and the class that they explain.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="outputColumnName">The column of attributions that is added: of the input column's type, its slot names kept.</param>
    /// <param name="inputColumnName">The column that is explained; null for one that is called like the network's input.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, a fitted <c>OnnxTransformer</c>, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="method">The method, such as <see cref="Gradient"/> or <see cref="IntegratedGradients"/>; null for the gradient.</param>
    /// <param name="targetColumnName">The column of the class to explain in each row, a number from 0 or a key; null for the class of the highest score.</param>
    /// <param name="gpuDeviceId">The CUDA device to run on; null for the MLContext's.</param>
    /// <param name="fallbackToCpu">Whether to run on the CPU where CUDA cannot be used; the MLContext may say so too.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or ONNX Runtime does not accept it.</exception>
    /// <exception cref="NotSupportedException">An operator of the network has no rule; the message names the node.</exception>
    public static SaliencyEstimator Saliency(
        this InterpretCatalog catalog, string outputColumnName, string? inputColumnName, NetworkSource model, SaliencyMethod? method = null,
        string? targetColumnName = null, int? gpuDeviceId = null, bool fallbackToCpu = false) => catalog.Saliency(model, new()
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            Method = method ?? new Gradient(),
            TargetColumnName = targetColumnName,
            GpuDeviceId = gpuDeviceId,
            FallbackToCpu = fallbackToCpu,
        });

    /// <summary>Adds a column of attributions, and others that say more of them.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, a fitted <c>OnnxTransformer</c>, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="options">The columns, and what of the network is explained, and how.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the network has no such input, output or layer.</exception>
    /// <inheritdoc cref="Saliency(InterpretCatalog, string, string?, NetworkSource, SaliencyMethod?, string?, int?, bool)" path="/exception"/>
    public static SaliencyEstimator Saliency(this InterpretCatalog catalog, NetworkSource model, SaliencyEstimator.Options options) =>
        new(catalog.Context, model, options, Devices.Of(catalog.Context, options.GpuDeviceId, options.FallbackToCpu));
}
