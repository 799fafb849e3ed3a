namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>The number below which a share of the distribution lies.</summary>
    /// <param name="p">The share, in (0, 1).</param>
    public static double Quantile(double p) => -Math.Sqrt(2) * MathNet.Numerics.SpecialFunctions.ErfcInv(2 * p);

    /// <summary>The share of the distribution that lies below a number.</summary>
    public static double Cumulative(double x) => 0.5 * MathNet.Numerics.SpecialFunctions.Erfc(-x / Math.Sqrt(2));
}
