using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Saliency;

/// <summary>What is known after the network was evaluated at several points for each row.</summary>
/// <param name="Gradient">The weighted sum of the gradients, Double, of the rows' shape.</param>
/// <param name="Scores">The network's scores at the first point.</param>
/// <param name="Target">The class of each row, Int64[batch].</param>
/// <param name="PointScores">The score of that class at every point, [batch, points].</param>
internal readonly record struct PointSum(Value Gradient, Value Scores, Value Target, Value PointScores)
{
    /// <summary>The score of the target at one point, [batch].</summary>
    public Value ScoreAt(long point) => PointScores.Slice([point], [point + 1], [1]).Squeeze(1);
}
