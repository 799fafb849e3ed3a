namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Values below which given shares of data lie, interpolated linearly between the data as numpy does.</summary>
internal static class Percentiles
{
    /// <summary>A percentile.</summary>
    /// <param name="sorted">The data, ascending.</param>
    /// <param name="percent">From 0 to 100.</param>
    public static double Of(ReadOnlySpan<double> sorted, double percent)
    {
        double at = percent / 100 * (sorted.Length - 1);
        int below = (int)Math.Floor(at);
        double share = at - below, low = sorted[below], high = sorted[Math.Min(below + 1, sorted.Length - 1)];
        // As numpy: from the nearer end, so that a share of 1 gives the upper value exactly.
        return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
    }
}
