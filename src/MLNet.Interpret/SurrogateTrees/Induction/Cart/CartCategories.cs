using System.Numerics.Tensors;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>
/// Splits categories into two groups. With one target, or two that sum to 1, ordering them by their means gives the best of all groupings
/// (Breiman et al. 1984); with more, they are ordered along the direction in which their means vary most (Coppersmith, Hong,
/// Hosking 1999).
/// </summary>
internal static class CartCategories
{
    public static CartSplit? Find(CartGrower grower, CartRegion region, int feature)
    {
        int outputs = region.Sums.Length, categories = grower.Features[feature].Categories!.Count;
        int[] counts = new int[categories];
        double[] sums = new double[categories * outputs];
        foreach (int row in grower.Order(region, feature))
        {
            int category = (int)grower.Value(feature, row);
            counts[category]++;
            Span<double> sum = sums.AsSpan(category * outputs, outputs);
            TensorPrimitives.Add(sum, grower.Examples.Target(row), sum);
        }
        int[] present = [.. Enumerable.Range(0, categories).Where(c => counts[c] > 0)];
        if (present.Length < 2)
        {
            return null;
        }
        double[] place = Places(present, counts, sums, region);
        Array.Sort(place, present);

        double[] left = new double[outputs], right = new double[outputs];
        double best = double.NegativeInfinity, whole = TensorPrimitives.SumOfSquares<double>(region.Sums) / region.Count;
        int at = -1, leftCount = 0;
        for (int i = 0; i < present.Length - 1; i++)
        {
            TensorPrimitives.Add(left, sums.AsSpan(present[i] * outputs, outputs), left);
            leftCount += counts[present[i]];
            if (leftCount < grower.Minimum || region.Count - leftCount < grower.Minimum)
            {
                continue;
            }
            TensorPrimitives.Subtract<double>(region.Sums, left, right);
            double both = TensorPrimitives.SumOfSquares<double>(left) / leftCount + TensorPrimitives.SumOfSquares<double>(right) / (region.Count - leftCount);
            if (both > best)
            {
                (best, at) = (both, i);
            }
        }
        if (at < 0)
        {
            return null;
        }
        int[] branches = new int[categories];
        branches.AsSpan().Fill(-1);
        for (int i = 0; i < present.Length; i++)
        {
            branches[present[i]] = i <= at ? 0 : 1;
        }
        return new CartSplit(best - whole, new CategoricalTest(feature, branches));
    }

    /// <summary>Where each category's mean lies along the direction of greatest variance.</summary>
    private static double[] Places(int[] present, int[] counts, double[] sums, CartRegion region)
    {
        int outputs = region.Sums.Length;
        double[][] centred = [.. present.Select(c => Enumerable.Range(0, outputs)
            .Select(o => sums[c * outputs + o] / counts[c] - region.Sums[o] / region.Count).ToArray())];
        double[] direction = centred.MaxBy(m => TensorPrimitives.SumOfSquares<double>(m))!.ToArray();
        for (int iteration = 0; iteration < 30 && outputs > 1; iteration++)
        {
            double[] next = new double[outputs];
            for (int i = 0; i < present.Length; i++)
            {
                double along = counts[present[i]] * TensorPrimitives.Dot<double>(centred[i], direction);
                TensorPrimitives.MultiplyAdd(centred[i], along, next, next);
            }
            double norm = TensorPrimitives.Norm<double>(next);
            if (norm == 0)
            {
                break;
            }
            TensorPrimitives.Divide(next, norm, direction);
        }
        return [.. centred.Select(m => TensorPrimitives.Dot<double>(m, direction))];
    }
}
