using MLNet.Interpret.LocalSurrogates;

namespace MLNet.Interpret.Tests.LocalSurrogates.Images;

/// <summary>Expectations: scikit-image 0.19.3 on three pictures, and what the definitions say of small ones.</summary>
public class SegmentationTests
{
    private static readonly ImageFormat Format = new(3, 64, 64) { ChannelsLast = true };

    // What breaks ties does not matter in these pictures: scikit-image gives the same for other seeds.
    [Theory]
    [InlineData("astronaut"), InlineData("chelsea"), InlineData("coffee")]
    public void Quickshift_parts_pictures_as_scikit_image_does(string picture)
    {
        AssertSame($"{picture}_quickshift", new Quickshift().Segment(Picture(picture), Format, seed: 1));
        AssertSame($"{picture}_quickshift_small", new Quickshift { KernelSize = 2, MaxDistance = 6, Ratio = 0.5 }.Segment(Picture(picture), Format, seed: 2));
    }

    [Theory]
    [InlineData("astronaut"), InlineData("chelsea"), InlineData("coffee")]
    public void Slic_parts_pictures_as_scikit_image_does(string picture)
    {
        AssertSame($"{picture}_slic", new Slic().Segment(Picture(picture), Format));
        AssertSame($"{picture}_slic49", new Slic { Segments = 49, Compactness = 20 }.Segment(Picture(picture), Format));
    }

    [Fact]
    public void Layout_and_range_of_the_numbers_do_not_matter()
    {
        float[] last = Picture("coffee"), first = new float[last.Length];
        for (int i = 0; i < last.Length; i++)
        {
            first[i % 3 * 64 * 64 + i / 3] = last[i] / 255 * 4 - 2;
        }
        ImageFormat format = new(3, 64, 64) { Black = -2, White = 2 };
        Assert.Equal(new Quickshift().Segment(last, Format).Segments, new Quickshift().Segment(first, format).Segments, Equal);
        Assert.Equal(new Slic().Segment(last, Format).Segments, new Slic().Segment(first, format).Segments, Equal);
    }

    // By the rule that ImageFormat states.
    [Theory]
    [InlineData(0, 0.5, 0, 1), InlineData(0.2, 200, 0, 255), InlineData(-0.8, 2, -0.8, 2), InlineData(-1, -1, -1, 0)]
    public void Black_and_white_are_found_where_they_are_not_given(float least, float most, double black, double white)
    {
        var range = new ImageFormat(1, 1, 2).Range([most, least]);
        Assert.Equal(black, range.Black, 1e-6);
        Assert.Equal(white, range.White, 1e-6);
    }

    // A dark square on a light ground, far apart in colour and each of one colour, is two segments by any method.
    [Fact]
    public void A_square_is_found_in_a_grey_image()
    {
        float[] image = new float[400];
        Array.Fill(image, 1f);
        for (int i = 0; i < 36; i++)
        {
            image[(7 + i / 6) * 20 + 7 + i % 6] = 0;
        }
        // The kernel reaches over the whole image, so that each ground has one mode that all of it moves to.
        SegmentMap map = new Quickshift { KernelSize = 6, MaxDistance = 50, Ratio = 1 }.Segment(image, new ImageFormat(1, 20, 20));
        Assert.Equal(2, map.Count);
        for (int i = 0; i < image.Length; i++)
        {
            Assert.Equal(image[i] == image[0] ? map[0, 0] : map[10, 10], map.Segments.Span[i]);
        }
    }

    [Fact]
    public void Grids_have_equal_cells()
    {
        SegmentMap map = new SegmentGrid(2, 3).Segment(new float[4 * 7], new ImageFormat(1, 4, 7));
        Assert.Equal(6, map.Count);
        Assert.Equal([0, 0, 0, 1, 1, 2, 2], map.Segments.Span[..7]);
        Assert.Equal([3, 3, 3, 4, 4, 5, 5], map.Segments.Span[21..]);
    }

    [Fact]
    public void Labels_of_a_given_map_are_numbered_in_their_order() =>
        Assert.Equal([1, 0, 2, 1], new SegmentMap(2, 2, [5, -1, 9, 5]).Segments.Span);

    // By hand: the lone 1 has no neighbour of its kind and is smaller than 2, so that it joins the 0s, which were met before it.
    [Fact]
    public void Parts_that_are_too_small_are_joined_and_those_that_are_too_large_are_cut()
    {
        Assert.Equal([0, 0, 0, 0, 0, 0], ConnectedParts.Enforce([0, 0, 0, 0, 1, 0], 2, 3, 2, 10));
        Assert.Equal([0, 0, 0, 0, 1, 0], ConnectedParts.Enforce([0, 0, 0, 0, 1, 0], 2, 3, 1, 10));
        Assert.Equal([0, 0, 1, 1], ConnectedParts.Enforce([7, 7, 7, 7], 1, 4, 1, 2));
    }

    [Fact]
    public void Wrong_settings_and_images_are_named()
    {
        ImageFormat format = new(1, 4, 4);
        Assert.Contains("Rows is 5", Assert.Throws<ArgumentException>(() => new SegmentGrid(5, 1).Segment(new float[16], format)).Message, StringComparison.Ordinal);
        Assert.Contains("16 numbers, not 3", Assert.Throws<ArgumentException>(() => new Slic().Segment(new float[3], format)).Message, StringComparison.Ordinal);
        float[] broken = new float[16];
        broken[6] = float.NaN;
        Assert.Contains("line 1, column 2 is NaN", Assert.Throws<ArgumentException>(() => new Slic().Segment(broken, format)).Message, StringComparison.Ordinal);
        Assert.Contains("2 x 2", Assert.Throws<ArgumentException>(
            () => new GivenSegments(new SegmentMap(2, 2, [0, 1, 2, 3])).Segment(new float[16], format)).Message, StringComparison.Ordinal);
        Assert.Contains("must be positive", Assert.Throws<ArgumentException>(
            () => new Quickshift { MaxDistance = 0 }.Segment(new float[16], format)).Message, StringComparison.Ordinal);
    }

    private static bool Equal(ReadOnlyMemory<int> a, ReadOnlyMemory<int> b) => a.Span.SequenceEqual(b.Span);

    private static float[] Picture(string name) => Array.ConvertAll(Read($"{name}.rgb"), b => (float)b);

    private static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "segmentation", file));

    /// <summary>The same segments, whatever their numbers.</summary>
    private static void AssertSame(string file, SegmentMap map)
    {
        byte[] expected = Read($"{file}.u8");
        HashSet<(int, int)> pairs = [];
        for (int i = 0; i < expected.Length; i++)
        {
            pairs.Add((expected[i], map.Segments.Span[i]));
        }
        int count = expected.Distinct().Count();
        Assert.Equal((count, count), (map.Count, pairs.Count));
    }
}
