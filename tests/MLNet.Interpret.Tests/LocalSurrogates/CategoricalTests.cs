using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>Rows of text, a boolean, a key, a quantity in whole numbers and a vector that holds two one-hot groups and a number.</summary>
public class CategoricalTests
{
    private const int Count = 400;

    /// <summary>Expectation: closed form; with a sum of effects and no penalty, a category's weight is its effect less the mean effect of the others by frequency.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void Weights_of_categories_are_their_effects(bool share)
    {
        RowBatch training = Training();
        Recorder model = new();
        TabularLayout layout = Layout(model);
        Assert.Equal(["colour", "sunny", "kind", "age", "group", "side", "v[5]"], layout.Features.Select(f => f.Name));
        TabularStatistics statistics = TabularStatistics.Learn(layout, training);
        TabularLime lime = new(model, statistics, new TabularLimeOptions { Samples = 60_000, Selection = FeatureSelection.None, Penalty = 0, ShareSamples = share });
        ExplanationSet found = lime.Explain(training.Slice(0, 3));
        for (int i = 0; i < 3; i++)
        {
            LocalExplanation one = found.Rows[i][0];
            ReadOnlyMemory<char>[] colours = training.Require("colour").Values<ReadOnlyMemory<char>>().ToArray();
            double own = Effect(colours[i].ToString());
            double[] others = [.. colours.Select(c => Effect(c.ToString())).Where(e => e != own)];
            Assert.Equal(own - others.Average(), one.Weights[0], 0.05);
            Assert.Equal(training.Require("sunny").Values<bool>().Span[i] ? 0.5 : -0.5, one.Weights[1], 0.05);
        }
        Assert.Equal("colour = red", statistics.Describe(0, training, 0));
        Assert.Equal("group = one", statistics.Describe(4, training, 1));
        Assert.Contains("age", statistics.Describe(3, training, 0));
    }

    /// <summary>Expectation: the definition; a group has exactly one value on in every sample, and each category its share of the training data.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void One_hot_groups_are_never_half_on_and_have_the_training_frequencies(bool share)
    {
        RowBatch training = Training();
        Recorder model = new();
        TabularStatistics statistics = TabularStatistics.Learn(Layout(model), training, Discretizer.None);
        new TabularLime(model, statistics, new TabularLimeOptions { Samples = 20_000, Discretizer = Discretizer.None, ShareSamples = share }).Explain(training.Slice(0, 1));
        float[] seen = [.. model.Vectors];
        Assert.True(seen.Length >= 6 * 20_000);
        int first = 0;
        for (int i = 0; i < seen.Length; i += 6)
        {
            Assert.Equal(1, seen[i] + seen[i + 1] + seen[i + 2]);
            Assert.Equal(1, seen[i + 3] + seen[i + 4]);
            first += seen[i] == 1 ? 1 : 0;
        }
        double share0 = Enumerable.Range(0, Count).Count(i => training.Require("v").Values<float>().Span[6 * i] == 1) / (double)Count;
        Assert.Equal(share0, first / (seen.Length / 6.0), 5 * Math.Sqrt(0.25 / 20_000));
    }

    /// <summary>Expectation: columns that are no features keep the row's values, so a model of them alone scores all samples alike.</summary>
    [Fact]
    public void Columns_that_are_left_out_stay_as_they_are()
    {
        RowBatch training = Training();
        Recorder model = new();
        TabularLayout layout = TabularLayout.Of(model, columns: ["v"]);
        Assert.True(layout.HasFixedValues);
        LocalExplanation one = new TabularLime(model, TabularStatistics.Learn(layout, training), new TabularLimeOptions { Samples = 500 }).Explain(training.Slice(5, 1)).Rows[0][0];
        Assert.All(one.Weights, w => Assert.Equal(0, w, 1e-9));
        Assert.Equal(one.Score, one.LocalPrediction, 1e-6);
    }

    /// <summary>Expectation: what is written is what is read, for every type of column.</summary>
    [Fact]
    public void Statistics_are_the_same_after_saving()
    {
        RowBatch training = Training();
        Recorder model = new();
        TabularStatistics statistics = TabularStatistics.Learn(Layout(model), training, Discretizer.Decile);
        MemoryStream stream = new();
        statistics.Save(new BinaryWriter(stream));
        stream.Position = 0;
        TabularStatistics loaded = TabularStatistics.Load(new BinaryReader(stream), model.Inputs);
        TabularLimeOptions options = new() { Samples = 300, Discretizer = Discretizer.Decile };
        Assert.Equal(
            new TabularLime(model, statistics, options).Explain(training.Slice(0, 5)).Rows.SelectMany(r => r[0].Weights),
            new TabularLime(model, loaded, options).Explain(training.Slice(0, 5)).Rows.SelectMany(r => r[0].Weights));
    }

    private static TabularLayout Layout(IScorer model) => TabularLayout.Of(
        model, groups: new Dictionary<string, IReadOnlyList<(int, int)>> { ["v"] = [(3, 4)] });

    private static double Effect(string colour) => colour switch { "red" => 1, "green" => 0.2, _ => -0.4 };

    private static RowBatch Training()
    {
        Random random = new(4);
        ReadOnlyMemory<char>[] colour = new ReadOnlyMemory<char>[Count];
        bool[] sunny = new bool[Count];
        uint[] kind = new uint[Count];
        int[] age = new int[Count];
        float[] v = new float[6 * Count];
        for (int i = 0; i < Count; i++)
        {
            colour[i] = new[] { "red", "green", "blue" }[i < 3 ? i : random.Next(3)].AsMemory();
            sunny[i] = random.Next(3) == 0;
            kind[i] = (uint)random.Next(4);
            age[i] = random.Next(18, 90);
            v[6 * i + (i == 1 ? 1 : random.Next(5) / 2)] = 1;
            v[6 * i + 3 + random.Next(2)] = 1;
            v[6 * i + 5] = random.NextSingle();
        }
        return new RowBatch(
            new RowColumn<ReadOnlyMemory<char>>("colour", colour), new RowColumn<bool>("sunny", sunny), new RowColumn<uint>("kind", kind),
            new RowColumn<int>("age", age), new RowColumn<float>("v", v, 6));
    }

    /// <summary>Scores colour and sun, and keeps the vectors that it is shown.</summary>
    private sealed class Recorder : IScorer
    {
        public List<float> Vectors { get; } = [];

        public IReadOnlyList<ScorerInput> Inputs { get; } =
        [
            new("colour", typeof(ReadOnlyMemory<char>), 1), new("sunny", typeof(bool), 1), new("kind", typeof(uint), 1) { IsKey = true },
            new("age", typeof(int), 1),
            new("v", typeof(float), 6) { SlotNames = ["group.zero", "group.one", "group.two", "side.left", "side.right", ""], CategoricalRanges = [(0, 2)] },
        ];

        public int Outputs => 1;

        public IReadOnlyList<string> OutputNames => ["score"];

        public void Score(RowBatch rows, Memory<float> scores, CancellationToken cancellation = default)
        {
            Vectors.AddRange(rows.Require("v").Values<float>().Span);
            for (int i = 0; i < rows.Count; i++)
            {
                scores.Span[i] = (float)Effect(rows.Require("colour").Values<ReadOnlyMemory<char>>().Span[i].ToString())
                    + (rows.Require("sunny").Values<bool>().Span[i] ? 0.5f : 0);
            }
        }

        public void Dispose()
        {
        }
    }
}
