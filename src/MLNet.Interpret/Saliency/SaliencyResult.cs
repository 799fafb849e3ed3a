using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Saliency;

/// <summary>Explanations of a number of rows.</summary>
/// <param name="Attribution">How much each element counts, of the shape of the rows that were explained.</param>
/// <param name="Target">The class of each row that is explained.</param>
/// <param name="Scores">The network's scores, a row each.</param>
/// <param name="CompletenessGap">
/// For each row, the sum of its attributions less the difference of its target's score from the baseline's; null where the method does not mean them to be equal.
/// </param>
public sealed record SaliencyResult(
    TensorBuffer Attribution, IReadOnlyList<long> Target, TensorBuffer Scores, IReadOnlyList<float>? CompletenessGap);
