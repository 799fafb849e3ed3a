namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A split of a region.</summary>
/// <param name="Gain">By how much it lowers the sum of squares.</param>
/// <param name="Test">The test.</param>
internal sealed record CartSplit(double Gain, TreeTest Test);

/// <summary>The examples of a node: a range of every order that they are kept in.</summary>
internal sealed class CartRegion(int start, int count, double[] sums, double sumOfSquares)
{
    public int Start => start;

    public int Count => count;

    /// <summary>The sums of the targets.</summary>
    public double[] Sums => sums;

    /// <summary>The squared distances of the targets from their means, summed up.</summary>
    public double SumOfSquares => sumOfSquares;

    public int Depth { get; set; }

    public CartSplit? Best { get; set; }

    public double[] Mean() => [.. Sums.Select(s => s / Count)];
}
