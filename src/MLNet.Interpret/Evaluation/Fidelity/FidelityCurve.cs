namespace MLNet.Interpret.Evaluation;

/// <summary>A point of the curve of fidelity over size.</summary>
/// <param name="MaximumLeaves">The number of leaves that was allowed.</param>
/// <param name="Fidelity">What came of it.</param>
public sealed record FidelityAtSize(int MaximumLeaves, FidelityMetrics Fidelity);

/// <summary>A point of the curve of cross-validated fidelity over size.</summary>
/// <param name="MaximumLeaves">The number of leaves that was allowed.</param>
/// <param name="Fidelity">What came of it, fold by fold.</param>
public sealed record CrossValidatedFidelityAtSize(int MaximumLeaves, CrossValidatedFidelity Fidelity);

/// <summary>Chooses a size by a curve of fidelity.</summary>
public static class FidelityCurve
{
    /// <summary>The smallest size whose mean fidelity is not below the best one by more than some standard errors of the best (Breiman et al. 1984, section 3.4.3).</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="standardErrors">How many; Breiman's rule takes 1 (default), and 0 takes the best.</param>
    /// <param name="measure">What is compared, as in <c>m =&gt; m.Kappa</c>; null for agreement, or R2 where numbers are predicted.</param>
    /// <exception cref="ArgumentException">The curve has no point, or the number of standard errors is negative.</exception>
    public static int ChooseSize(this IReadOnlyList<CrossValidatedFidelityAtSize> curve, double standardErrors = 1, Func<FidelityMetrics, double>? measure = null)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Count == 0)
        {
            throw new ArgumentException("The curve has no point to choose.", nameof(curve));
        }
        if (!(standardErrors >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(standardErrors), standardErrors, "The number of standard errors must be 0 or more.");
        }
        measure ??= m => m.Main;
        (int Size, double Mean, double Error)[] points = [.. curve.OrderBy(p => p.MaximumLeaves).Select(p => (p.MaximumLeaves, p.Fidelity.Mean(measure).Mean, p.Fidelity.StandardError(measure)))];
        (int Size, double Mean, double Error) best = points.MaxBy(p => p.Mean);
        // Of a single fold no error is known.
        double bound = best.Mean - (double.IsFinite(best.Error) ? standardErrors * best.Error : 0);
        return points.First(p => p.Mean >= bound).Size;
    }
}
