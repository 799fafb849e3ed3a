using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Saliency;

/// <summary>What a method works out, as values of a graph.</summary>
/// <param name="Attribution">The attributions, of the shape of the input that is explained.</param>
/// <param name="Scores">The network's scores.</param>
/// <param name="Target">The class of each row that is explained, Int64[batch].</param>
/// <param name="Gap">
/// The completeness gap, Float[batch]: the sum of a row's attributions less the difference of its target's score from the baseline's.
/// Null where the method does not mean them to be equal.
/// </param>
internal readonly record struct Explanation(Value Attribution, Value Scores, Value Target, Value? Gap = null);
