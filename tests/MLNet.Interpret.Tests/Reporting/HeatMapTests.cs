using MLNet.Interpret.Reporting;

namespace MLNet.Interpret.Tests.Reporting;

public class HeatMapTests
{
    [Fact]
    public void Zero_is_white_and_the_largest_magnitude_has_the_full_colour()
    {
        PngImage map = HeatMap.Draw([0f, 2f, -2f, 1f], channels: 1, height: 2, width: 2, percentile: 100);
        Assert.Equal((255, 255, 255), map[0, 0]);
        Assert.Equal((178, 24, 43), map[1, 0]);
        Assert.Equal((33, 102, 172), map[0, 1]);
        var half = map[1, 1];
        Assert.Equal(((255 + 178) / 2, (255 + 24) / 2, (255 + 43) / 2), (half.Red, half.Green, half.Blue));
    }

    [Fact]
    public void Channels_are_summed()
    {
        PngImage map = HeatMap.Draw([1f, 5f, -1f, 5f], channels: 2, height: 1, width: 2, percentile: 100);
        Assert.Equal((255, 255, 255), map[0, 0]);
        Assert.Equal((178, 24, 43), map[1, 0]);
    }

    [Fact]
    public void An_attribution_of_zeros_is_white() =>
        Assert.Equal((255, 255, 255), HeatMap.Draw(new float[4], 1, 2, 2)[1, 1]);

    [Fact]
    public void A_wrong_number_of_elements_is_named()
    {
        var e = Assert.Throws<ArgumentException>(() => HeatMap.Draw(new float[5], 1, 2, 2));
        Assert.Contains("1 x 2 x 2 has 4 elements, not 5", e.Message, StringComparison.Ordinal);
    }
}
