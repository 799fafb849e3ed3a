using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.Scoring;

public class ScorerTests
{
    private sealed class Row
    {
        public string Grade { get; set; } = "";

        public bool Sunny { get; set; }

        public float Size { get; set; }

        [VectorType(2)]
        public float[] Sides { get; set; } = [];

        public string Label { get; set; } = "";
    }

    private static readonly Row[] Rows =
    [
        new() { Grade = "1", Sunny = true, Size = 1, Sides = [2, 3], Label = "a" },
        new() { Grade = "2", Sunny = false, Size = -4, Sides = [5, 6], Label = "b" },
        new() { Grade = "1", Sunny = false, Size = 7, Sides = [8, 9], Label = "a" },
    ];

    /// <summary>Expectation: the columns that go in; with more rows than one thread scores.</summary>
    [Theory, InlineData(1), InlineData(400)]
    public void A_chain_of_stages_scores_raw_columns(int times)
    {
        MLContext context = new(1);
        IDataView data = context.Data.LoadFromEnumerable(Rows);
        ITransformer model = Chain(context).Fit(data);
        using TransformerScorer scorer = new(model, data.Schema, "All");
        Assert.Equal(["Sunny", "Size", "Sides"], scorer.Inputs.Select(i => i.Name));
        Assert.Equal([typeof(bool), typeof(float), typeof(float)], scorer.Inputs.Select(i => i.ItemType));
        Assert.Equal([1, 1, 2], scorer.Inputs.Select(i => i.Width));
        Assert.Equal(4, scorer.Outputs);

        RowBatch three = RowBatchReader.ReadAll(data, [.. scorer.Inputs.Select(i => data.Schema[i.Name])]);
        RowBatch many = three.Allocate(3 * times);
        for (int i = 0; i < many.Count; i++)
        {
            three.CopyRow(i % 3, many, i);
        }
        float[] scores = scorer.Score(many);
        float[][] expected = [[1, 1, 2, 3], [0, -4, 5, 6], [0, 7, 8, 9]];
        for (int i = 0; i < many.Count; i++)
        {
            Assert.Equal(expected[i % 3], scores[(4 * i)..(4 * i + 4)]);
        }
    }

    /// <summary>Expectation: the text that goes in, by way of keys; columns that the batch lacks have default values.</summary>
    [Fact]
    public void Stages_read_text_of_a_batch()
    {
        MLContext context = new(1);
        IDataView data = context.Data.LoadFromEnumerable(Rows);
        ITransformer model = context.Transforms.Conversion.MapValueToKey("Key", "Grade").Append(context.Transforms.Conversion.MapKeyToValue("Text", "Key")).Fit(data);
        RowBatch texts = RowBatchReader.ReadAll(data, [data.Schema["Grade"]]);
        IDataView view = model.Transform(new RowBatchView(data.Schema, texts));
        Assert.Equal(["1", "2", "1"], view.GetColumn<string>("Text"));
        Assert.Equal([1u, 2u, 1u], view.GetColumn<uint>("Key"));
        Assert.Equal([0f, 0f, 0f], view.GetColumn<float>("Size"));
        Assert.Equal(["1", "2"], ScorerInput.Of(view.Schema["Key"]).KeyNames!);
        Assert.True(ScorerInput.Of(view.Schema["Key"]).IsKey);
    }

    [Fact]
    public void What_a_chain_cannot_be_asked_is_said_at_once()
    {
        MLContext context = new(1);
        IDataView data = context.Data.LoadFromEnumerable(Rows);
        ITransformer model = Chain(context).Fit(data);
        Assert.Contains("no column 'Probability' or 'Score'", Assert.Throws<ArgumentException>(() => new TransformerScorer(model, data.Schema)).Message);
        Assert.Contains("'Grade' is of type", Assert.Throws<ArgumentException>(() => new TransformerScorer(model, data.Schema, "Grade")).Message);
        TransformerScorer scorer = new(model, data.Schema, "All");
        Assert.Contains("no column 'Sunny'", Assert.Throws<ArgumentException>(() => scorer.Score(RowBatch.OfNumbers("Size", new float[1], 1), new float[4])).Message);
    }

    /// <summary>Expectation: x·x and x·x·x, worked out by hand; batches of the network's own size and others.</summary>
    [Theory, InlineData(null, ElementType.Float), InlineData(4, ElementType.Float), InlineData(null, ElementType.Double)]
    public void A_network_scores_any_number_of_rows(int? batch, ElementType element)
    {
        using NetworkScorer scorer = new(SmallNetworks.Powers(batch, element), batchSize: 3);
        Assert.Equal(2, scorer.Outputs);
        Assert.Equal(3, scorer.Inputs.Single().Width);
        const int Count = 7;
        float[] x = [.. Enumerable.Range(0, 3 * Count).Select(i => i / 4f)];
        RowColumn column = element == ElementType.Float ? new RowColumn<float>("x", x, 3) : new RowColumn<double>("x", Array.ConvertAll(x, v => (double)v), 3);
        float[] scores = scorer.Score(new RowBatch(column));
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(x[(3 * i)..(3 * i + 3)].Sum(v => v * v), scores[2 * i], 1e-4);
            Assert.Equal(x[(3 * i)..(3 * i + 3)].Sum(v => v * v * v), scores[2 * i + 1], 1e-4);
        }
        Assert.Contains("3 x", Assert.Throws<ArgumentException>(() => scorer.Score(RowBatch.OfNumbers("x", x, 1), new float[42])).Message);
    }

    private static IEstimator<ITransformer> Chain(MLContext context) => context.Transforms.Conversion.MapValueToKey("L", "Label")
        .Append(context.Transforms.Conversion.ConvertType("Sun", "Sunny", DataKind.Single))
        .Append(context.Transforms.Concatenate("All", "Sun", "Size", "Sides"));
}
