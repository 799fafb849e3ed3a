using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: a stable sort by .NET, and a plain search over all thresholds.</summary>
public class CartSearchTests
{
    [Theory]
    [InlineData(10, 10)]
    [InlineData(3000, 5)]
    [InlineData(3000, 2500)]
    public void Orders_rows_as_a_stable_sort_does(int count, int distinct)
    {
        Random random = new(1);
        float[] some = [.. Enumerable.Range(0, distinct).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))))];
        (some[0], some[1]) = (0f, -0f);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => some[random.Next(distinct)])];
        int[] rows = new int[count];
        ValueOrder order = new();
        // What is left of a larger feature must not matter.
        order.Sort(new float[2 * count], new int[2 * count]);
        order.Sort(values, rows);
        Assert.Equal(Enumerable.Range(0, count).OrderBy(i => values[i]), rows);
    }

    // One target, two that sum to 1, two that do not, and three each go their own way.
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Finds_the_best_of_all_thresholds(int outputs, bool sumsToOne)
    {
        const int rows = 60, width = 3, minimum = 4;
        for (int seed = 0; seed < 10; seed++)
        {
            Random random = new(seed);
            float[] values = [.. Enumerable.Range(0, rows * width).Select(_ => (float)random.Next(20))];
            double[] targets = [.. Enumerable.Range(0, rows).SelectMany(i =>
            {
                double[] row = [.. Enumerable.Range(0, outputs).Select(_ => random.NextDouble() + values[i * width + seed % width] / 10)];
                return sumsToOne ? row.Select(t => t / row.Sum()) : row;
            })];
            Examples examples = new(values, width, targets, outputs);
            CartGrower grower = new([.. Enumerable.Range(0, width).Select(i => new TreeFeature($"x{i}"))], examples, minimum, default);
            CartRegion root = grower.Root();
            Assert.True(grower.FindSplit(root));

            double best = 0;
            NumericTest? test = null;
            for (int f = 0; f < width; f++)
            {
                float[] distinct = [.. Enumerable.Range(0, rows).Select(i => examples.Row(i)[f]).Distinct().Order()];
                foreach (float threshold in distinct.Zip(distinct.Skip(1), (a, b) => (a + b) / 2))
                {
                    int[] left = [.. Enumerable.Range(0, rows).Where(i => examples.Row(i)[f] <= threshold)], right = [.. Enumerable.Range(0, rows).Except(left)];
                    double gain = Squares(examples, [.. Enumerable.Range(0, rows)]) - Squares(examples, left) - Squares(examples, right);
                    if (left.Length >= minimum && right.Length >= minimum && gain > best + 1e-9)
                    {
                        (best, test) = (gain, new NumericTest(f, threshold));
                    }
                }
            }
            Assert.Equal(best, root.Best!.Gain, 1e-9);
            Assert.Equal(test, root.Best.Test);
        }
    }

    private static double Squares(Examples examples, int[] rows)
    {
        double sum = 0;
        for (int o = 0; o < examples.Outputs && rows.Length > 0; o++)
        {
            double mean = rows.Average(r => examples.Target(r)[o]);
            sum += rows.Sum(r => Math.Pow(examples.Target(r)[o] - mean, 2));
        }
        return sum;
    }
}
