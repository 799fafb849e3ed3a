using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Standin.Tests.Transforms;

using Affine = NormalizingTransformer.AffineNormalizerModelParameters<float>;
using AffineVector = NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>;
using Cdf = NormalizingTransformer.CdfNormalizerModelParameters<float>;

/// <summary>Expectations are worked out by hand from the definitions in ML.NET's documentation.</summary>
public class NormalizingTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public float X { get; set; }

        public double D { get; set; }

        [VectorType(3)]
        public float[] V { get; set; } = [];

        [VectorType(4)]
        public VBuffer<float> S { get; set; }

        [VectorType]
        public float[] Any { get; set; } = [];

        public int Count { get; set; }
    }

    private static IDataView Data() => Context.Data.LoadFromEnumerable<Row>(
    [
        new() { X = 1, D = 1, V = [0, 2, 5], S = new(4, 1, [4], [1]) },
        new() { X = -4, D = -4, V = [1, 4, 5], S = new(4, 2, [-2, 8], [1, 3]) },
        new() { X = 3, D = 3, V = [2, 6, 5], S = new(4, 0, [], []) },
        new() { X = 4, D = 4, V = [float.NaN, 8, 5], S = new(4, 1, [2], [3]) },
    ]);

    private static (NormalizingTransformer, IDataView) Fit(NormalizingEstimator estimator)
    {
        var fitted = estimator.Fit(Data());
        return (fitted, fitted.Transform(Data()));
    }

    private static void Equal(IEnumerable<float> expected, IEnumerable<float> actual) =>
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-6f));

    [Fact]
    public void Min_max_fixes_zero_and_scales_by_the_largest_magnitude()
    {
        var (fitted, result) = Fit(Context.Transforms.NormalizeMinMax("X"));
        var parameters = Assert.IsType<Affine>(fitted.GetNormalizerModelParameters(0));
        Assert.Equal((0.25f, 0f), (parameters.Scale, parameters.Offset));
        Assert.Equal([0.25f, -1, 0.75f, 1], result.GetColumn<float>("X"));
        Assert.True(result.Schema["X"].IsNormalized());
    }

    [Fact]
    public void Min_max_without_fixed_zero_maps_to_the_unit_interval()
    {
        var (fitted, result) = Fit(Context.Transforms.NormalizeMinMax("X", fixZero: false));
        var parameters = Assert.IsType<Affine>(fitted.GetNormalizerModelParameters(0));
        Assert.Equal((0.125f, -4f), (parameters.Scale, parameters.Offset));
        Assert.Equal([0.625f, 0, 0.875f, 1], result.GetColumn<float>("X"));
    }

    [Fact]
    public void Min_max_of_a_vector_goes_slot_by_slot()
    {
        // NaN is left aside; the last slot never changes, so it becomes 0.
        var (fitted, result) = Fit(Context.Transforms.NormalizeMinMax("V", fixZero: false));
        var parameters = Assert.IsType<AffineVector>(fitted.GetNormalizerModelParameters(0));
        Assert.Equal([0.5f, 1 / 6f, 0], parameters.Scale.ToArray());
        Assert.Equal([0, 2, 0], parameters.Offset.ToArray());
        var rows = result.GetColumn<float[]>("V").ToList();
        Assert.Equal([0.5f, 2 * (1 / 6f), 0], rows[1]);
        Assert.True(float.IsNaN(rows[3][0]));
    }

    [Fact]
    public void A_vector_with_fixed_zero_has_no_offsets()
    {
        var fitted = Fit(Context.Transforms.NormalizeMinMax("V")).Item1;
        Assert.Empty(Assert.IsType<AffineVector>(fitted.GetNormalizerModelParameters(0)).Offset);
    }

    [Fact]
    public void Sparse_vectors_count_their_zeros_and_stay_sparse()
    {
        // Slot 1 holds 4, -2, 0, 0; slot 3 holds 0, 8, 0, 2.
        var (fitted, result) = Fit(Context.Transforms.NormalizeMinMax("S", fixZero: false));
        var parameters = Assert.IsType<AffineVector>(fitted.GetNormalizerModelParameters(0));
        Assert.Equal([0, 1 / 6f, 0, 1 / 8f], parameters.Scale.ToArray());
        Assert.Equal([0, -2, 0, 0], parameters.Offset.ToArray());
        Assert.Equal([0, 2 * (1 / 6f), 0, 0], result.GetColumn<float[]>("S").ElementAt(2));
        var kept = Fit(Context.Transforms.NormalizeMinMax("S")).Item2.GetColumn<VBuffer<float>>("S").First();
        Assert.False(kept.IsDense);
        Assert.Equal([0, 1, 0, 0], kept.DenseValues());
    }

    [Fact]
    public void Mean_variance_fixes_zero_and_scales_by_the_root_mean_square()
    {
        // (1 + 16 + 9 + 16) / 4 = 10.5.
        var (fitted, result) = Fit(Context.Transforms.NormalizeMeanVariance("X"));
        var parameters = Assert.IsType<Affine>(fitted.GetNormalizerModelParameters(0));
        Assert.Equal(1 / MathF.Sqrt(10.5f), parameters.Scale, 1e-6f);
        Assert.Equal(0, parameters.Offset);
        Equal([1 / MathF.Sqrt(10.5f)], result.GetColumn<float>("X").Take(1));
    }

    [Fact]
    public void Mean_variance_without_fixed_zero_has_zero_mean_and_unit_variance()
    {
        // Mean 1, variance 42 / 4 - 1 = 9.5.
        var (fitted, result) = Fit(Context.Transforms.NormalizeMeanVariance("Y", "X", fixZero: false));
        var parameters = Assert.IsType<Affine>(fitted.GetNormalizerModelParameters(0));
        Assert.Equal(1 / MathF.Sqrt(9.5f), parameters.Scale, 1e-6f);
        Assert.Equal(1, parameters.Offset, 1e-6f);
        var values = result.GetColumn<float>("Y").ToList();
        Assert.Equal(0, values.Average(), 1e-6f);
        Assert.Equal(1, values.Average(v => v * v), 1e-6f);
        // What undoes it: x = y / scale + offset.
        Equal(result.GetColumn<float>("X"), values.Select(v => v / parameters.Scale + parameters.Offset));
    }

    [Fact]
    public void Mean_variance_of_a_vector_leaves_what_is_not_finite_aside_and_zeroes_what_never_changes()
    {
        // Slot 0: 0, 1, 2: mean 1, variance 2/3. Slot 1: 2, 4, 6, 8: mean 5, variance 5. Slot 2 is always 5.
        var fitted = Fit(Context.Transforms.NormalizeMeanVariance("V", fixZero: false)).Item1;
        var parameters = Assert.IsType<AffineVector>(fitted.GetNormalizerModelParameters(0));
        Equal([MathF.Sqrt(1.5f), 1 / MathF.Sqrt(5), 0], parameters.Scale);
        Equal([1, 5, 0], parameters.Offset);
    }

    [Fact]
    public void Doubles_are_scaled_in_double()
    {
        var (fitted, result) = Fit(Context.Transforms.NormalizeMeanVariance("D", fixZero: false));
        var parameters = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<double>>(
            fitted.GetNormalizerModelParameters(0));
        Assert.Equal(1 / Math.Sqrt(9.5), parameters.Scale, 1e-14);
        Assert.Equal(NumberDataViewType.Double, result.Schema["D"].Type);
    }

    [Fact]
    public void Cumulative_probability_is_that_of_the_normal_distribution()
    {
        // Mean 1, deviation sqrt(9.5); Winitzki's erf is right to 2e-4. phi(0) = 0.5, phi(3 / sqrt(9.5)) = 0.83484.
        var (fitted, result) = Fit(Context.Transforms.NormalizeMeanVariance("X", useCdf: true));
        var parameters = Assert.IsType<Cdf>(fitted.GetNormalizerModelParameters(0));
        Assert.Equal(1, parameters.Mean, 1e-6f);
        Assert.Equal(MathF.Sqrt(9.5f), parameters.StandardDeviation, 1e-6f);
        Assert.False(parameters.UseLog);
        var values = result.GetColumn<float>("X").ToList();
        Assert.Equal(0.5f, values[0], 1e-6f);
        Assert.Equal(0.83484f, values[3], 3e-4f);
        Assert.Equal(1 - 0.94762f, values[1], 3e-4f);
    }

    [Fact]
    public void Only_the_first_rows_are_looked_at_when_so_told()
    {
        var fitted = Fit(Context.Transforms.NormalizeMinMax("X", maximumExampleCount: 2, fixZero: false)).Item1;
        var parameters = Assert.IsType<Affine>(fitted.GetNormalizerModelParameters(0));
        Assert.Equal((0.2f, -4f), (parameters.Scale, parameters.Offset));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.NormalizeMinMax("X", maximumExampleCount: 1));
    }

    [Fact]
    public void Several_columns_are_fitted_in_one_pass()
    {
        var fitted = Fit(Context.Transforms.NormalizeMinMax([new("A", "X"), new("V")])).Item1;
        Assert.IsType<Affine>(fitted.GetNormalizerModelParameters(0));
        Assert.IsType<AffineVector>(fitted.GetNormalizerModelParameters(1));
    }

    [Fact]
    public void Slot_names_are_kept()
    {
        var pipeline = Context.Transforms.Concatenate("XX", "X", "X").Append(Context.Transforms.NormalizeMinMax("N", "XX"));
        Assert.True(pipeline.Fit(Data()).Transform(Data()).Schema["N"].HasSlotNames());
    }

    [Fact]
    public void Other_types_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.NormalizeMinMax("Count").Fit(Data()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.NormalizeMinMax("Nope").Fit(Data()));
        var shape = Shapes.Of(Data().Schema);
        Assert.Contains("VarVector<Single>", Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.Transforms.NormalizeMinMax("Any").GetOutputSchema(shape)).Message);
    }
}
