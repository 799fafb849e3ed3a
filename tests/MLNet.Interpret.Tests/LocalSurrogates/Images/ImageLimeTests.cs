using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates.Images;

public class ImageLimeTests
{
    private static readonly ImageFormat Colours = new(3, 4, 6);
    private static readonly ImageLimeOptions Exact = new() { Format = Colours, Segmentation = new SegmentGrid(2, 3), Penalty = 0, Samples = 200, TopClasses = 1 };

    // Hiding a segment of a linear model takes off its weights times what the pixels lose, and an unpenalised fit finds that.
    [Theory]
    [InlineData(false), InlineData(true)]
    public void On_a_linear_model_the_weights_are_what_hiding_takes_off(bool channelsLast)
    {
        float[] image = [.. Enumerable.Range(0, 72).Select(i => i * 7 % 10 / 10f)];
        double[] w = [.. Enumerable.Range(0, 72).Select(i => Math.Sin(i))];
        FunctionScorer model = Models.Of(72, x => 0.3 + x.Select((v, i) => v * w[i]).Sum());
        ImageLimeOptions options = Exact with { Format = Colours with { ChannelsLast = channelsLast }, HideColor = [0.5f, 0.25f, 1f] };
        ImageExplanations found = new ImageLime(model, options).Explain(RowBatch.OfNumbers("x", image, 72));
        LocalExplanation e = found.Explanations.Rows[0][0];
        double[] expected = new double[6];
        for (int i = 0; i < 72; i++)
        {
            var (channel, pixel) = channelsLast ? (i % 3, i / 3) : (i / 24, i % 24);
            expected[found.Segments[0][pixel / 6, pixel % 6]] += w[i] * (image[i] - options.HideColor[channel]);
        }
        for (int s = 0; s < 6; s++)
        {
            Assert.Equal(expected[s], e.Weights[s], 1e-3);
        }
        Assert.Equal(1, e.R2, 1e-6);
        Assert.Equal(e.Score, e.LocalPrediction, 1e-4);
    }

    [Fact]
    public void Hidden_segments_have_their_mean_colour()
    {
        // The model gives the first pixel; its segment's mean is that of the pixels 0, 1, 6 and 7.
        float[] image = [.. Enumerable.Range(0, 24).Select(i => i / 24f)];
        ImageLimeOptions options = Exact with { Format = new ImageFormat(1, 4, 6) };
        LocalExplanation e = new ImageLime(Models.Of(24, x => x[0]), options).Explain(RowBatch.OfNumbers("x", image, 24)).Explanations.Rows[0][0];
        Assert.Equal(-(0 + 1 + 6 + 7) / 4.0 / 24, e.Weights[0], 1e-5);
        Assert.All(e.Weights[1..], w => Assert.Equal(0, w, 1e-5));
    }

    // The package lime, with its defaults: draws, kernel, ridge penalty and what is hidden are the same if means over seeds are.
    [Fact]
    public void Explanations_are_like_those_of_the_reference_implementation()
    {
        MaskReference reference = MaskReference.Read();
        float[] image = [.. Enumerable.Range(0, 81).Select(i => (3 * (i / 9) + 5 * (i % 9)) % 11 / 10f)];
        FunctionScorer model = Models.Of(81, x =>
        {
            double[] a = new double[9];
            for (int i = 0; i < 81; i++)
            {
                a[i / 27 * 3 + i % 9 / 3] += x[i] * Math.Cos(i);
            }
            return 1 / (1 + Math.Exp(-(a[0] * a[1] - a[2] + 0.5 * a[3] * a[4] + a[5] - 2 * a[6] * a[8])));
        });
        ImageLimeOptions options = new() { Format = new ImageFormat(1, 9, 9), Segmentation = new SegmentGrid(3, 3) };
        MaskReference.AssertLike(reference.ImageZero, seed => Explain(options with { HideColor = [0], Seed = seed }));
        MaskReference.AssertLike(reference.ImageMean, seed => Explain(options with { Seed = seed }));

        LocalExplanation Explain(ImageLimeOptions o) => new ImageLime(model, o).Explain(RowBatch.OfNumbers("x", image, 81)).Explanations.Rows[0][0];
    }

    [Fact]
    public void An_image_is_explained_alike_whatever_is_beside_it_and_under_another_seed_otherwise()
    {
        float[] one = [.. Enumerable.Range(0, 72).Select(i => i * 7 % 10 / 10f)], other = [.. one.Reverse()];
        FunctionScorer model = Models.Of(72, x => Math.Tanh(x[0] * x[30] - x[50] * x[71]));
        double[] alone = Weights(Exact, one, 0), beside = Weights(Exact, [.. other, .. one], 1), seeded = Weights(Exact with { Seed = 3 }, one, 0);
        Assert.Equal(alone, beside);
        Assert.NotEqual(alone, seeded);

        double[] Weights(ImageLimeOptions o, float[] images, int row) =>
            new ImageLime(model, o).Explain(RowBatch.OfNumbers("x", images, 72)).Explanations.Rows[row][0].Weights;
    }

    [Fact]
    public void Samples_are_drawn_until_the_intervals_are_within_the_tolerance()
    {
        FunctionScorer model = Models.Of(72, x => Math.Tanh(3 * (x[0] * x[30] - x[50] * x[71])));
        float[] image = [.. Enumerable.Range(0, 72).Select(i => i * 7 % 10 / 10f)];
        LocalExplanation rough = Explain(0.05), fine = Explain(0.005);
        Assert.True(rough.Samples < fine.Samples);
        Assert.InRange(fine.HalfWidths!.Max(), 0, 0.005);

        LocalExplanation Explain(double tolerance) => new ImageLime(model, Exact with { Tolerance = tolerance, Samples = 50 })
            .Explain(RowBatch.OfNumbers("x", image, 72)).Explanations.Rows[0][0];
    }

    [Fact]
    public void The_classes_with_the_highest_scores_are_explained_where_none_are_named()
    {
        FunctionScorer model = Models.Softmax([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], [0, 2, 1]);
        ImageLime lime = new(model, new() { Format = new ImageFormat(1, 2, 2), Segmentation = new SegmentGrid(2, 2), TopClasses = 2, HideColor = [0], Samples = 50 });
        Assert.Equal([1, 2], lime.Explain(RowBatch.OfNumbers("x", new float[4], 4)).Explanations.Rows[0].Select(e => e.Target));
        Assert.Equal([0], lime.Explain(RowBatch.OfNumbers("x", new float[4], 4), [0]).Explanations.Rows[0].Select(e => e.Target));
        Assert.Contains("no class 7", Assert.Throws<ArgumentException>(() => lime.Explain(RowBatch.OfNumbers("x", new float[4], 4), [7])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_named_before_work_starts()
    {
        FunctionScorer model = Models.Of(72, x => x[0]);
        Assert.Contains("72 numbers in a row, but an image of 1 x 4 x 6 has 24", Assert.Throws<ArgumentException>(
            () => new ImageLime(model, Exact with { Format = new ImageFormat(1, 4, 6) })).Message, StringComparison.Ordinal);
        Assert.Contains("one for each of the 3 channels", Assert.Throws<ArgumentException>(() => new ImageLime(model, Exact with { HideColor = [1, 2] })).Message, StringComparison.Ordinal);
        Assert.Contains("Columns is 9", Assert.Throws<ArgumentException>(() => new ImageLime(model, Exact with { Segmentation = new SegmentGrid(1, 9) })).Message, StringComparison.Ordinal);
        Assert.Contains("reads no column 'y'", Assert.Throws<ArgumentException>(() => new ImageLime(model, Exact, "y")).Message, StringComparison.Ordinal);
    }
}
