using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: SciPy's numbers, and what a density within bounds looks like.</summary>
public class TrepanSamplingTests
{
    private sealed class Teacher : ITeacher
    {
        public List<float> Asked { get; } = [];

        public void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation)
        {
            for (int i = 0; i < rows.Length / 2; i++)
            {
                Asked.AddRange(rows.Slice(2 * i, 2));
                targets[2 * i + 1] = rows[2 * i] + rows[2 * i + 1] > 1 ? 1 : 0;
                targets[2 * i] = 1 - targets[2 * i + 1];
            }
        }
    }

    // scipy.stats.kstwobign.sf((n + 0.12 + 0.11 / n) d), n = sqrt(10 * 12 / 22), d = ks_2samp(...).statistic = 0.5.
    [Fact]
    public void Compares_numbers_as_SciPy_does()
    {
        float[] first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], second = [4, 5, 5, 6, 8, 9, 11, 12, 13, 14, 15, 16];
        Assert.Equal(0.08729785202156963, SampleComparison.Numbers(first, second), 1e-9);
        Assert.Equal(0.08729785202156963, SampleComparison.Numbers(second, first), 1e-9);
        Assert.Equal(1, SampleComparison.Numbers(first, first));
    }

    // scipy.stats.chi2_contingency([[10, 20, 5], [30, 20, 25]], correction=False).pvalue; a category that neither has tells nothing.
    [Fact]
    public void Compares_categories_as_SciPy_does()
    {
        Assert.Equal(0.0063234390616864295, SampleComparison.Categories([10, 20, 0, 5], [30, 20, 0, 25]), 1e-9);
        Assert.Equal(1, SampleComparison.Categories([10, 0], [30, 0]));
    }

    // Numbers clamped to the range would lie on its ends: of kernels a tenth of the range wide, some four in a hundred on each.
    [Fact]
    public void Draws_within_the_data_and_the_tests_on_the_way()
    {
        Random random = new(3);
        float[] rows = [.. Enumerable.Range(0, 200).Select(_ => random.NextSingle())];
        Teacher teacher = new();
        double[] targets = new double[200];
        teacher.Ask(rows, targets, default);
        teacher.Asked.Clear();
        new TrepanInducer { MaximumLiterals = 1, MaximumTests = 3 }.Induce(new Lesson([new("x"), new("y")], ["no", "yes"], new Examples(rows, 2, targets, 2), teacher));
        foreach (int feature in (int[])[0, 1])
        {
            float[] known = [.. rows.Where((_, i) => i % 2 == feature)], drawn = [.. teacher.Asked.Where((_, i) => i % 2 == feature)];
            Assert.True(drawn.Length > 900);
            Assert.All(drawn, value => Assert.InRange(value, known.Min(), known.Max()));
            Assert.InRange(drawn.Count(v => v == known.Min() || v == known.Max()), 0, 1);
            // The first 900 are the root's: they spread as the data do.
            Assert.Equal(known.Average(), drawn[..900].Average(), 0.06);
        }
    }
}
