using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates.Images;

/// <summary>The stage over a network. Expectations are the plain class's results, which have tests of their own.</summary>
public class LimeImageStageTests
{
    private static readonly MLContext Context = new(5);

    private sealed class Picture
    {
        [VectorType(48)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Explained
    {
        public float[] Why { get; set; } = [];

        public int[] WhySegments { get; set; } = [];

        public float WhyR2 { get; set; }
    }

    private static readonly Picture[] Pictures =
        [.. Enumerable.Range(0, 5).Select(p => new Picture { Pixels = [.. Enumerable.Range(0, 48).Select(i => (i * (p + 3) + i / 5) % 17 / 16f)] })];

    private static IDataView Data() => Context.Data.LoadFromEnumerable(Pictures);

    // Three smooth scores of 3 x 4 x 4 numbers.
    private static Network Net() => SmallNetworks.Build(g =>
    {
        Value x = g.Input("pixels", ElementType.Float, SmallNetworks.Rows(null, 3, 4, 4));
        Value flat = g.Add("Flatten", x);
        Value w = g.Constant(OnnxTensor.Of([.. Enumerable.Range(0, 144).Select(i => (float)Math.Sin(i))], 48, 3));
        g.Output(g.Add("Tanh", flat.MatMul(w)), "scores", SmallNetworks.Rows(null, 3));
    });

    private static LimeImageEstimator.Options Options => new()
    {
        OutputColumnName = "Why", InputColumnName = "Pixels", Segmentation = new SegmentGrid(2, 2), Samples = 100, HideColor = [0.5f],
    };

    [Fact]
    public void Columns_are_those_of_the_plain_class()
    {
        IDataView explained = Context.Interpret.LimeImage(Net(), Options with { TopClasses = 2 }).Fit(Data()).Transform(Data());
        using NetworkScorer scorer = new(Net());
        ImageExplanations expected = new ImageLime(scorer, new() { Format = new(3, 4, 4), Segmentation = new SegmentGrid(2, 2), Samples = 100, TopClasses = 2, HideColor = [0.5f], Seed = 5 })
            .Explain(RowBatch.OfNumbers("pixels", Pictures.SelectMany(p => p.Pixels).ToArray(), 48));
        for (int rank = 0; rank < 2; rank++)
        {
            LocalExplanation[] of = [.. expected.Explanations.Rows.Select(r => r[rank])];
            string end = $".{rank + 1}";
            Assert.Equal(of.Select(e => e.Weights.Select(w => (float)w)), explained.GetColumn<float[]>($"Why{end}"));
            Assert.Equal(of.Select(e => (long)e.Target), explained.GetColumn<long>($"WhyTarget{end}"));
            Assert.Equal(of.Select(e => (float)e.R2), explained.GetColumn<float>($"WhyR2{end}"));
            Assert.Equal(of.Select(e => (float)e.Intercept), explained.GetColumn<float>($"WhyIntercept{end}"));
            Assert.Equal(of.Select(e => (float)e.LocalPrediction), explained.GetColumn<float>($"WhyLocalPrediction{end}"));
            Assert.Equal(of.Select(e => e.Features), explained.GetColumn<int[]>($"WhyFeatures{end}"));
        }
        Assert.Equal([0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3], explained.GetColumn<int[]>("WhySegments").First());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 4), explained.Schema["Why.2"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Int32, 4, 4), explained.Schema["WhySegments"].Type);
    }

    [Theory]
    [MemberData(nameof(Segmentations))]
    public void A_loaded_stage_and_a_prediction_engine_explain_alike(ImageSegmentation segmentation)
    {
        ITransformer stage = Context.Interpret.LimeImage(Net(), Options with { Segmentation = segmentation, Seed = 3 }).Fit(Data());
        float[][] expected = [.. stage.Transform(Data()).GetColumn<float[]>("Why")];
        int[][] segments = [.. stage.Transform(Data()).GetColumn<int[]>("WhySegments")];
        using MemoryStream file = new();
        Context.Model.Save(stage, Data().Schema, file);
        file.Position = 0;
        MLContext other = new(99);
        ITransformer loaded = other.Model.Load(file, out _);
        Assert.Equal(expected, loaded.Transform(Data()).GetColumn<float[]>("Why"));

        using PredictionEngine<Picture, Explained> engine = other.Model.CreatePredictionEngine<Picture, Explained>(loaded);
        Explained one = engine.Predict(Pictures[2]);
        Assert.Equal(expected[2], one.Why);
        Assert.Equal(segments[2], one.WhySegments);
        Assert.Equal(segments[2].Max() + 1, one.Why.Length);
        Assert.InRange(one.WhyR2, 0.5f, 1f);
    }

    public static TheoryData<ImageSegmentation> Segmentations => new(
        new Quickshift { KernelSize = 1, MaxDistance = 3 }, new Slic { Segments = 4, Compactness = 20 }, new SegmentGrid(1, 4),
        new GivenSegments(new SegmentMap(4, 4, [1, 1, 1, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 1, 1, 1])));

    [Fact]
    public void The_format_is_that_of_the_network_where_it_tells()
    {
        Assert.Equal(new ImageFormat(3, 8, 9), ImageFormats.Of(Input(3, 8, 9)));
        Assert.Equal(new ImageFormat(3, 8, 9) { ChannelsLast = true }, ImageFormats.Of(Input(8, 9, 3)));
        Assert.Equal(new ImageFormat(1, 8, 9), ImageFormats.Of(Input(8, 9)));
        Assert.Contains("set Format", Assert.Throws<ArgumentException>(() => ImageFormats.Of(Input(48))).Message, StringComparison.Ordinal);

        static ValueInfo Input(params long[] sizes) => SmallNetworks.Build(g => g.Output(g.Add("Tanh", g.Input("x", ElementType.Float, SmallNetworks.Rows(null, sizes))), "y", SmallNetworks.Rows(null, sizes))).Inputs[0];
    }

    [Fact]
    public void The_estimator_says_what_the_stage_adds_and_what_does_not_fit()
    {
        IEstimator<ITransformer> behind = Context.Transforms.NormalizeMeanVariance("Normal", "Why");
        Assert.NotNull(Context.Interpret.LimeImage("Why", "Pixels", Net(), new SegmentGrid(2, 2)).Append(behind).Fit(Data()).Transform(Data()).Schema.GetColumnOrNull("Normal"));
        Assert.Contains("'pixels'", Assert.ThrowsAny<ArgumentException>(() => Context.Interpret.LimeImage("Why", null, Net()).Fit(Data())).Message, StringComparison.Ordinal);
        Assert.Contains("Rows is 7", Assert.Throws<ArgumentException>(() => Context.Interpret.LimeImage("Why", "Pixels", Net(), new SegmentGrid(7, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("set TopClasses", Assert.Throws<ArgumentException>(() => Context.Interpret.LimeImage(Net(), Options with { TopClasses = 4 }).Fit(Data())).Message, StringComparison.Ordinal);
        Assert.Contains("no class 5", Assert.Throws<ArgumentException>(() => Context.Interpret.LimeImage(Net(), Options with { Classes = [5] }).Fit(Data())).Message, StringComparison.Ordinal);
    }
}
