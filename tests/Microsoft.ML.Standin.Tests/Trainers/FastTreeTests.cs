using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Microsoft.ML.Standin.Tests.Trainers;

/// <summary>Expectations: what ML.NET 5.0.0 learns from the same rows, printed with nine digits; and closed forms.</summary>
public class FastTreeTests
{
    private static readonly MLContext Context = new(1);

    /// <summary>The first and the last tree of each ensemble.</summary>
    public static TheoryData<string, string, string> Trees { get; } = new()
    {
        {
            "one",
            "L[3,4,-3,-1,-2] R[1,2,-4,-5,-6] f[1,2,2,0,0] t[40.5,1.5,3.5,8.0625,7.9375] " +
            "g[6391.97363,4368.51694,866.389721,609.50446,448.488941] v[5.67714288,8.44129032,20.1566667,27.0944446,10.890303,14.1339999]",
            "L[3,4,-3,-1,-2] R[1,2,-4,-5,-6] f[1,2,2,0,0] t[40.5,1.5,3.5,8.0625,7.9375] " +
            "g[6391.97363,4368.51694,866.389721,609.50446,448.488941] v[5.67714288,8.44129032,20.1566667,27.0944446,10.890303,14.1339999]"
        },
        {
            "weighted",
            "L[3,4,-3,-1,-2] R[1,2,-4,-5,-6] f[1,2,2,0,0] t[40.5,1.5,2.5,7.6875,3.9375] " +
            "g[12615.7965,9228.32963,1785.03675,1210.54835,1030.96531] v[5.54588235,5.59689648,17.818868,24.9266038,10.6168056,12.5123809]",
            "L[3,4,-3,-1,-2] R[1,2,-4,-5,-6] f[1,2,2,0,0] t[40.5,1.5,2.5,7.6875,3.9375] " +
            "g[12615.7965,9228.32963,1785.03675,1210.54835,1030.96531] v[5.54588235,5.59689648,17.818868,24.9266038,10.6168056,12.5123809]"
        },
        {
            "many",
            "L[-1,-2,-3] R[1,2,-4] f[1,2,2] t[40.5,1.5,3.5] " +
            "g[6391.97363,4368.51694,866.389721] v[2.20421359,3.29480356,6.04700002,8.12833339]",
            "L[-1,-2,-3] R[1,2,-4] f[1,2,2] t[40.5,0.5,3.5] " +
            "g[133.061604,258.603379,102.772076] v[-0.0966206235,-0.458539207,0.396435905,1.07124862]"
        },
        {
            "binary",
            "L[1,-1,-2] R[2,-3,-4] f[1,0,2] t[40.5,7.8125,0.5] " +
            "g[3.13578575,1.13552158,1.09033454] v[-0.794117647,-0.142857143,0.314285714,0.963302752]",
            "L[1,-1,-2] R[2,-3,-4] f[1,0,2] t[40.5,8.8125,0.5] " +
            "g[0.565327862,0.372434914,0.303645517] v[-0.439364064,-0.150784829,0.318807038,0.602394069]"
        },
        {
            "binweighted",
            "L[2,-2,-1] R[1,-3,-4] f[1,2,0] t[40.5,0.5,7.8125] " +
            "g[6.29539819,2.55579759,2.48472975] v[-0.827338129,-0.228070175,0.962790698,0.333333333]",
            "L[-1,2,-2] R[1,-3,-4] f[0,3,1] t[4.0625,68.5,42.5] " +
            "g[1.16827108,0.837514315,0.813138242] v[-0.327902251,-0.782824002,0.516309734,0.330961215]"
        },
        {
            "bins",
            "L[2,3,-1,-2] R[1,-3,-4,-5] f[1,2,0,2] t[47.5,2.5,7.8125,0.5] " +
            "g[5112.31244,4027.12199,874.619337,845.06491] v[1.32594738,1.66791667,5.00191667,2.44640909,3.12141668]",
            "L[-1,3,-3,-2] R[1,2,-4,-5] f[1,2,2,0] t[35.5,1.5,3.5,7.8125] " +
            "g[3547.41028,2693.81411,618.264612,483.321185] v[1.12632788,1.20690115,3.04298929,4.15498265,2.34529393]"
        },
    };

    private sealed class Row
    {
        [VectorType(5)]
        public float[] Features { get; set; } = [];

        public float Y { get; set; }

        public bool Label { get; set; }

        public float Weight { get; set; }
    }

    private static IDataView Data() => Context.Data.LoadFromEnumerable(Enumerable.Range(0, 240).Select(i =>
    {
        float a = i * 37 % 101 / 8f, b = i * 53 % 97, c = i % 5, d = i * 71 % 239;
        float y = 3 * MathF.Floor(a / 4) + (b > 40 ? 5 : 0) * c + d / 50 + i * 29 % 17 / 4f;
        return new Row { Features = [a, b, c, d, 1], Y = y, Label = y > 9, Weight = 1 + i % 3 };
    }));

    private static FastTreeRegressionTrainer.Options OneTree(string? weights = null) => new()
    {
        LabelColumnName = "Y",
        ExampleWeightColumnName = weights,
        NumberOfLeaves = 6,
        NumberOfTrees = 1,
        LearningRate = 1,
        MinimumExampleCountPerLeaf = 5,
    };

    private static RegressionTreeEnsemble Learn(string setting, IDataView data)
    {
        RegressionTreeEnsemble Regression(FastTreeRegressionTrainer trainer) => trainer.Fit(data).Model.TrainedTreeEnsemble;
        RegressionTreeEnsemble Binary(FastTreeBinaryTrainer trainer) => trainer.Fit(data).Model.SubModel.TrainedTreeEnsemble;
        var regression = Context.Regression.Trainers;
        var binary = Context.BinaryClassification.Trainers;
        return setting switch
        {
            "one" => Regression(regression.FastTree(OneTree())),
            "weighted" => Regression(regression.FastTree(OneTree("Weight"))),
            "many" => Regression(regression.FastTree("Y", numberOfLeaves: 4, numberOfTrees: 10, learningRate: 0.3)),
            "binary" => Binary(binary.FastTree(numberOfLeaves: 4, numberOfTrees: 5)),
            "binweighted" => Binary(binary.FastTree(exampleWeightColumnName: "Weight", numberOfLeaves: 4, numberOfTrees: 5)),
            _ => Regression(regression.FastTree(new FastTreeRegressionTrainer.Options
            {
                LabelColumnName = "Y",
                NumberOfLeaves = 5,
                NumberOfTrees = 2,
                MaximumBinCountPerFeature = 8,
            })),
        };
    }

    private static string Describe(RegressionTree tree)
    {
        string List<T>(IEnumerable<T> values) =>
            string.Join(',', values.Select(v => string.Format(CultureInfo.InvariantCulture, v is int ? "{0}" : "{0:G9}", v)));
        return $"L[{List(tree.LeftChild)}] R[{List(tree.RightChild)}] f[{List(tree.NumericalSplitFeatureIndexes)}] " +
            $"t[{List(tree.NumericalSplitThresholds)}] g[{List(tree.SplitGains)}] v[{List(tree.LeafValues)}]";
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void Learns_the_trees_of_ML_NET(string setting, string first, string last)
    {
        RegressionTreeEnsemble ensemble = Learn(setting, Data());
        Assert.Equal(first, Describe(ensemble.Trees[0]));
        Assert.Equal(last, Describe(ensemble.Trees[^1]));
        Assert.Equal(0, ensemble.Bias);
        Assert.All(ensemble.TreeWeights, w => Assert.Equal(1, w));
    }

    [Fact]
    public void Evaluates_as_ML_NET_does()
    {
        var data = Data();
        var metrics = Context.Regression.Evaluate(Context.Regression.Trainers.FastTree(OneTree()).Fit(data).Transform(data), "Y");
        Assert.Equal(0.835538447, metrics.RSquared, 1e-8);
        Assert.Equal(2.63115869, metrics.MeanAbsoluteError, 1e-8);
        Assert.Equal(10.4033414, metrics.MeanSquaredError, 1e-7);
        Assert.Equal(3.22542112, metrics.RootMeanSquaredError, 1e-8);
    }

    [Fact]
    public void Probabilities_are_those_of_ML_NET()
    {
        var data = Data();
        var model = Context.BinaryClassification.Trainers.FastTree(numberOfLeaves: 4, numberOfTrees: 5).Fit(data);
        Assert.Equal(-0.4, model.Model.Calibrator.Slope, 1e-12);
        Assert.Equal([0.225557908f, 0.805680096f, 0.665537179f, 0.805680096f, 0.225557908f],
            model.Transform(data).GetColumn<float>("Probability").Take(5));
    }

    [Fact]
    public void Grows_no_tree_where_no_leaf_could_be_large_enough()
    {
        Assert.Empty(Context.Regression.Trainers.FastTree("Y", minimumExampleCountPerLeaf: 200)
            .Fit(Data()).Model.TrainedTreeEnsemble.Trees);
        var strict = OneTree();
        (strict.AllowEmptyTrees, strict.MinimumExampleCountPerLeaf) = (false, 200);
        Assert.Throws<InvalidOperationException>(() => Context.Regression.Trainers.FastTree(strict).Fit(Data()));
    }

    // Closed form: each example falls down its tree by x[f] <= t, and the leaves' values add up.
    [Fact]
    public void Scores_are_the_sums_of_leaves_and_survive_a_file()
    {
        var data = Data();
        var model = Context.Regression.Trainers.FastTree("Y", numberOfTrees: 3).Fit(data);
        float[] expected = [.. data.GetColumn<float[]>("Features").Select(x => (float)model.Model.TrainedTreeEnsemble.Trees.Sum(tree =>
        {
            int node = 0;
            while (node >= 0)
                node = x[tree.NumericalSplitFeatureIndexes[node]] <= tree.NumericalSplitThresholds[node]
                    ? tree.LeftChild[node] : tree.RightChild[node];
            return tree.LeafValues[~node];
        }))];
        Assert.Equal(expected, model.Transform(data).GetColumn<float>("Score"));

        var binary = Context.BinaryClassification.Trainers.FastTree(numberOfTrees: 3).Fit(data);
        foreach (var (stage, column) in new (ITransformer, string)[] { (model, "Score"), (binary, "Probability") })
        {
            using var stream = new MemoryStream();
            Context.Model.Save(stage, data.Schema, stream);
            stream.Position = 0;
            ITransformer loaded = new MLContext().Model.Load(stream, out _);
            Assert.IsType(stage.GetType(), loaded);
            Assert.Equal(stage.Transform(data).GetColumn<float>(column), loaded.Transform(data).GetColumn<float>(column));
        }
    }

    // Each feature's histogram is summed by one thread, so their number changes nothing.
    [Fact]
    public void Two_threads_learn_what_one_does()
    {
        var random = new Random(5);
        var data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 20_000).Select(_ =>
        {
            float[] x = [random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle()];
            return new Row { Features = x, Y = x[0] * x[1] + MathF.Sin(5 * x[2]) };
        }).ToArray());
        string Learn(int threads) => Describe(Context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
        {
            LabelColumnName = "Y",
            NumberOfThreads = threads,
            NumberOfTrees = 1,
            NumberOfLeaves = 40,
        }).Fit(data).Model.TrainedTreeEnsemble.Trees[0]);
        Assert.Equal(Learn(1), Learn(2));
    }
}
