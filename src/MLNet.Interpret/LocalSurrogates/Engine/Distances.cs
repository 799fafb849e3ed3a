using System.Numerics.Tensors;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>How far a sample is from the row that is explained.</summary>
public enum DistanceMetric
{
    /// <summary>The Euclidean distance.</summary>
    Euclidean,

    /// <summary>One minus the cosine of the angle between the two.</summary>
    Cosine,
}

/// <summary>Distances of samples from a row, and what they weigh.</summary>
internal static class Distances
{
    /// <summary>The reference implementation's kernel, the square root of exp(-distance^2 / width^2), of each sample.</summary>
    /// <param name="metric">The distance.</param>
    /// <param name="width">The kernel's width.</param>
    /// <param name="design">The samples' features one after the other, at a distance of <paramref name="stride"/>.</param>
    /// <param name="row">The row's features.</param>
    /// <param name="stride">The distance of a feature's first number from the next one's.</param>
    /// <param name="scratch">Room for three numbers for each sample.</param>
    /// <param name="weights">Takes the weights, one for each sample.</param>
    public static void Weigh(
        DistanceMetric metric, double width, ReadOnlySpan<double> design, ReadOnlySpan<double> row, int stride, Span<double> scratch, Span<double> weights)
    {
        if (metric == DistanceMetric.Cosine)
        {
            SquaredCosine(design, row, stride, scratch, weights);
        }
        else
        {
            SquaredEuclidean(design, row, stride, scratch, weights);
        }
        TensorPrimitives.Multiply(weights, -0.5 / (width * width), weights);
        TensorPrimitives.Exp<double>(weights, weights);
    }

    private static void SquaredEuclidean(ReadOnlySpan<double> design, ReadOnlySpan<double> row, int stride, Span<double> scratch, Span<double> squares)
    {
        Span<double> difference = scratch[..squares.Length];
        squares.Clear();
        for (int j = 0; j < row.Length; j++)
        {
            TensorPrimitives.Subtract(design.Slice(j * stride, squares.Length), row[j], difference);
            TensorPrimitives.MultiplyAdd<double>(difference, difference, squares, squares);
        }
    }

    private static void SquaredCosine(ReadOnlySpan<double> design, ReadOnlySpan<double> row, int stride, Span<double> scratch, Span<double> squares)
    {
        int count = squares.Length;
        Span<double> product = scratch[..count], norm = scratch.Slice(count, count);
        product.Clear();
        norm.Clear();
        for (int j = 0; j < row.Length; j++)
        {
            ReadOnlySpan<double> column = design.Slice(j * stride, count);
            TensorPrimitives.MultiplyAdd(column, row[j], product, product);
            TensorPrimitives.MultiplyAdd(column, column, norm, norm);
        }
        double own = Math.Sqrt(TensorPrimitives.Dot(row, row));
        for (int i = 0; i < count; i++)
        {
            // A sample without any feature has no direction; it is as far as one at a right angle.
            double both = Math.Sqrt(norm[i]) * own;
            double distance = both > 0 ? 1 - product[i] / both : own == 0 && norm[i] == 0 ? 0 : 1;
            squares[i] = distance * distance;
        }
    }
}
