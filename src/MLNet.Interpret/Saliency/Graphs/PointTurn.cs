using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Saliency;

/// <summary>One turn of a <see cref="PointLoop"/>: some of the points of every row.</summary>
/// <param name="Graph">The builder of the turn.</param>
/// <param name="X">The rows, [batch, 1, ...].</param>
/// <param name="Baseline">What they are compared with, [batch or 1, 1, ...].</param>
/// <param name="Points">The numbers of the points of this turn, Int64[points of the turn].</param>
/// <param name="Rank">The rank of the rows.</param>
internal readonly record struct PointTurn(GraphBuilder Graph, Value X, Value Baseline, Value Points, int Rank)
{
    /// <summary>A number for each point of the turn, of as many that there are points in all: Double[1, points of the turn, 1, ...].</summary>
    public Value Pick(ReadOnlySpan<double> numbers)
    {
        Value all = Graph.Constant(OnnxTensor.Of(numbers, numbers.Length), "numbers");
        long[] shape = new long[Rank + 1];
        Array.Fill(shape, 1);
        shape[1] = -1;
        return Graph.Node("Gather", all, Points).Out().Reshape(shape);
    }
}
