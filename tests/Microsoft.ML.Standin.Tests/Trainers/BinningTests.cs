using Microsoft.ML.Trainers.FastTree;

namespace Microsoft.ML.Standin.Tests.Trainers;

/// <summary>Expectations: plain searches, and .NET's own sort.</summary>
public class BinningTests
{
    private static float[] Numbers(int count, int distinct, int seed = 1)
    {
        Random random = new(seed);
        float[] some = [.. Enumerable.Range(0, distinct).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))))];
        some[0] = 0f;
        some[1] = -0f;
        return [.. Enumerable.Range(0, count).Select(_ => some[random.Next(distinct)])];
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(5000, 4000)]
    [InlineData(5000, 3)]
    public void Sorts_as_dotnet_does(int count, int distinct)
    {
        float[] values = Numbers(count, distinct), sorted = [.. values];
        Array.Sort(sorted);
        FloatSort.Sort(values, new float[count]);
        Assert.Equal(sorted, values);
    }

    // A bin is the first whose upper bound a value does not exceed; few values and many take different ways there.
    [Theory]
    [InlineData(50, 40, 255)]
    [InlineData(4003, 200, 255)]
    [InlineData(4003, 900, 255)]
    [InlineData(4003, 3500, 255)]
    [InlineData(4003, 3500, 256)]
    [InlineData(4003, 3500, 7)]
    public void Puts_each_value_into_its_bin(int count, int distinct, int maximumBins)
    {
        BinningRoom room = new(count);
        float[] values = Numbers(count, distinct);
        // What is left of another feature must not matter.
        Numbers(count, Math.Max(distinct / 2, 3), seed: 2).CopyTo(room.Values, 0);
        room.Bin(maximumBins, 1);
        values.CopyTo(room.Values, 0);
        (double[] bounds, byte[] bins) = room.Bin(maximumBins, 1);
        Assert.Equal(Math.Min(values.Distinct().Count(), maximumBins), bounds.Length);
        Assert.Equal(bounds.Order(), bounds);
        Assert.Equal(values.Select(v => Array.FindIndex(bounds, b => v <= b)), bins.Select(b => (int)b));
        Assert.Equal(bounds.Length, bins.Distinct().Count());
    }

    // As wide as they hold about as many: none of a hundred bins of even numbers is far from its share.
    [Fact]
    public void Bins_hold_about_as_many()
    {
        BinningRoom room = new(10_000);
        Random random = new(1);
        for (int i = 0; i < room.Values.Length; i++)
            room.Values[i] = random.NextSingle();
        (_, byte[] bins) = room.Bin(100, 1);
        Assert.All(bins.GroupBy(b => b), bin => Assert.InRange(bin.Count(), 95, 105));
    }

    [Fact]
    public void Makes_no_bins_where_nothing_can_be_parted()
    {
        BinningRoom room = new(10);
        new float[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 }.CopyTo(room.Values, 0);
        Assert.Equal([double.PositiveInfinity], room.Bin(255, 3).UpperBounds);
        Assert.Equal([0.5, double.PositiveInfinity], room.Bin(255, 2).UpperBounds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    [InlineData(256)]
    public void Knows_the_first_of_the_largest(int count)
    {
        Random random = new(count);
        Tournament tournament = new(count);
        long[] values = [.. Enumerable.Repeat(long.MinValue, count)];
        for (int i = 0; i < 500; i++)
        {
            int at = random.Next(count);
            tournament[at] = values[at] = random.Next(-3, 4);
            Assert.Equal(Array.IndexOf(values, values.Max()), tournament.Winner);
        }
    }
}
