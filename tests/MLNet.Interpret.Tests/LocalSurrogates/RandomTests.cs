using MLNet.Interpret.LocalSurrogates;

namespace MLNet.Interpret.Tests.LocalSurrogates;

public class RandomTests
{
    /// <summary>Expectation: moments and tail shares of the normal distribution, within five standard errors of 2,000,000 draws.</summary>
    [Fact]
    public void Normal_numbers_have_the_normal_distribution()
    {
        const int N = 2_000_000;
        RandomStream random = new(3);
        double sum = 0, squares = 0, fourths = 0;
        int beyond = 0, below = 0;
        for (int i = 0; i < N; i++)
        {
            double x = random.NextNormal();
            sum += x;
            squares += x * x;
            fourths += x * x * x * x;
            beyond += Math.Abs(x) > 3.5 ? 1 : 0;
            below += x < 0.6744897501960817 ? 1 : 0;
        }
        double error = 5 / Math.Sqrt(N);
        Assert.Equal(0, sum / N, error);
        Assert.Equal(1, squares / N, error * Math.Sqrt(2));
        Assert.Equal(3, fourths / N, error * Math.Sqrt(96));
        Assert.Equal(0.75, (double)below / N, error * Math.Sqrt(0.1875));
        // The share beyond 3.5 is 0.000465258.
        Assert.Equal(0.000465258, (double)beyond / N, error * Math.Sqrt(0.000465258));
    }

    [Fact]
    public void Streams_are_the_same_under_a_seed_and_differ_by_seed_stream_and_part()
    {
        Assert.Equal(new RandomStream(1, 2, 3).NextBits(), new RandomStream(1, 2, 3).NextBits());
        ulong[] bits = [new RandomStream(1, 2, 3).NextBits(), new RandomStream(2, 2, 3).NextBits(), new RandomStream(1, 3, 3).NextBits(), new RandomStream(1, 2, 4).NextBits()];
        Assert.Equal(4, bits.Distinct().Count());
    }

    /// <summary>Expectation: tabulated quantiles of the normal distribution.</summary>
    [Theory, InlineData(0.5, 0), InlineData(0.975, 1.959963984540054), InlineData(0.001, -3.090232306167813)]
    public void Quantiles_are_the_tabulated_ones(double share, double quantile)
    {
        Assert.Equal(quantile, NormalDistribution.Quantile(share), 1e-9);
        Assert.Equal(share, NormalDistribution.Cumulative(quantile), 1e-9);
    }
}
