using System.Diagnostics;
using BreastCancer;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.Interpret;
using MLNet.Interpret.Evaluation;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;

string data = Path.Combine(AppContext.BaseDirectory, "Data");
string folder = Path.GetFullPath(args.Length > 0 ? args[0] : Path.Combine("artifacts", "breast-cancer"));
string[] classes = ["benign", "malignant"];
const int Malignant = 1;

MLContext ml = new(seed: 1);
Stopwatch watch = Stopwatch.StartNew();
IDataView train = Load("train.csv"), test = Load("test.csv");

// The model, as it runs in production: ML.NET's normalisation, and the network behind it.
var scoring = ml.Transforms.NormalizeMeanVariance("standardised", "Measurements", fixZero: false)
    .Append(ml.Transforms.ApplyOnnxModel("probabilities", "standardised", Path.Combine(data, "breast_mlp.onnx")));
using var network = scoring.Fit(train);

// How large a tree? As large as mimics the network best on training rows that it was not grown from.
var curve = ml.Interpret.CrossValidateFidelityCurve(train, [2, 3, 4, 5, 6, 7, 8, 9, 10], leaves => Tree(Cart(leaves)), numberOfFolds: 10);
int size = curve.ChooseSize(standardErrors: 0);

// The model, and why it says what it says. The stages ask the whole of it, so they speak of measurements in the table's own units.
var pipeline = scoring
    .Append(ml.Interpret.LimeTabular(
        network, new TabularStageOptions { OutputColumnName = "Lime", ScoreName = "probabilities", Classes = [Malignant] },
        new TabularLimeOptions { Discretizer = Discretizer.None, Features = 30 }))
    .Append(Tree(Cart(size)))
    .Append(ml.Interpret.Rules(
        network, new RuleEstimator.Options { ScoreColumnName = "probabilities", ClassNames = classes, Extractor = new TreeRuleExtractor { Inducer = Cart(size) } }));
using var explained = pipeline.Fit(train);

SurrogateTreeTransformer tree = explained.OfType<SurrogateTreeTransformer>().Single();
IDataView explainedTest = explained.Transform(test);
Study study = new()
{
    Curve = curve,
    Surrogate = tree.Surrogate,
    TrainFidelity = ml.Interpret.EvaluateFidelity(explained.Transform(train), labelColumnName: "Label", surrogate: tree.Surrogate),
    TestFidelity = ml.Interpret.EvaluateFidelity(explainedTest, labelColumnName: "Label", surrogate: tree.Surrogate),
    TrainExamples = tree.Training!.Examples,
    TestExamples = tree.Ask(test),
    Rules = explained.LastTransformer.Rules,
    Biopsies = [.. ml.Data.CreateEnumerable<ExplainedBiopsy>(explainedTest, reuseRowObject: false)],
    Means = [.. FeatureScale.Of(explained.OfType<NormalizingTransformer>().Single()).Select(s => s.Offset)],
    Disagreements = ml.Interpret.RankDisagreements(explainedTest, count: 3),
};

study.Print(Console.Out);
Console.WriteLine($"\n{watch.Elapsed.TotalSeconds:F1} s. The tree, its rules and how far to trust them: {new Page(study).Write(folder)}");

IDataView Load(string file) => ml.Data.LoadFromTextFile(Path.Combine(data, file), new TextLoader.Options
{
    Columns = [new("Measurements", DataKind.Single, 0, 29), new("Label", DataKind.String, 30)],
    Separators = [','],
    HasHeader = true,
});

CartInducer Cart(int leaves) => new() { MaximumLeaves = leaves, MinimumLeafSize = 5 };

SurrogateTreeEstimator Tree(TreeInducer inducer) => ml.Interpret.SurrogateTree(
    network, new SurrogateTreeEstimator.Options { ScoreColumnName = "probabilities", ClassNames = classes, Inducer = inducer });
