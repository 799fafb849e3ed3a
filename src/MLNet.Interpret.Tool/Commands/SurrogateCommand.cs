using System.CommandLine;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Commands;

/// <summary><c>surrogate</c>: a tree that mimics a model and can be read.</summary>
internal static class SurrogateCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<FileInfo> model = new("--model") { Description = "The model: an ONNX file, or a zip file of an ML.NET pipeline.", HelpName = "NET.onnx|PIPELINE.zip", Required = true };
        Option<string> train = new("--train") { Description = "The rows to learn from; labels are not needed.", HelpName = "X.npy|train.csv", Required = true };
        Option<string?> test = new("--test") { Description = "The rows to measure on.", HelpName = "XT.npy|test.csv" };
        Option<string?> labels = new("--labels") { Description = "The true classes, or numbers, of the test rows.", HelpName = "y.npy" };
        Option<string?> scores = new("--output") { Description = "The network's output, or the pipeline's column, that holds the scores.", HelpName = "NAME" };
        Option<string> task = new("--task") { Description = "What the model predicts; a single score is else taken for a number.", DefaultValueFactory = _ => "auto" };
        Option<string> inducer = new("--inducer") { Description = "How the tree is learnt.", DefaultValueFactory = _ => "fasttree" };
        Option<int?> maxLeaves = new("--max-leaves") { Description = "The most leaves; else 16, and any number by C4.5.", HelpName = "N" };
        Option<int?> minLeaf = new("--min-leaf") { Description = "The fewest rows of a leaf; else 2.", HelpName = "N" };
        Option<FileInfo?> names = new("--feature-names") { Description = "The features' names, a line each.", HelpName = "F.txt" };
        Option<int> seed = new("--seed") { Description = "The seed of all that is random.", DefaultValueFactory = _ => 0, HelpName = "S" };
        Option<FileInfo> output = new("--out") { Description = "Takes the tree.", HelpName = "tree.json", Required = true };
        task.AcceptOnlyFromAmong("auto", "regression", "classification");
        inducer.AcceptOnlyFromAmong("fasttree", "cart", "c45", "ann-dt", "trepan");
        Command command = new("surrogate", "Learns a tree that mimics a model.") { model, train, test, labels, scores, task, inducer, maxLeaves, minLeaf, names, seed, output };
        SurrogateFiles files = new();
        ProviderOptions provider = new();
        files.AddTo(command);
        provider.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            FileInfo file = parsed.GetRequiredValue(output);
            Outputs.CheckFolder(file);
            files.CheckFolders(parsed);
            TreeInducer by = Inducer(parsed.GetRequiredValue(inducer));
            by = by with { MaximumLeaves = parsed.GetValue(maxLeaves) ?? by.MaximumLeaves, MinimumLeafSize = parsed.GetValue(minLeaf) ?? by.MinimumLeafSize };
            SurrogateOptions options = new()
            {
                Inducer = by,
                Task = Enum.Parse<SurrogateTask>(parsed.GetRequiredValue(task), ignoreCase: true),
                FeatureNames = parsed.GetValue(names) is { } list ? File.ReadAllLines(list.FullName) : null,
                Seed = parsed.GetValue(seed),
            };
            using ScoredModel scored = ScoredModel.Open(parsed.GetRequiredValue(model).FullName, parsed.GetValue(scores), provider.Execution(parsed, terminal));
            RowBatch rows = scored.ReadRows(parsed.GetRequiredValue(train));
            RowBatch? testRows = parsed.GetValue(test) is { } path ? scored.ReadRows(path) : null;
            if (testRows is null && parsed.GetValue(labels) is not null)
            {
                throw new ArgumentException("--labels are those of the test rows, so they take --test.");
            }
            SurrogateTraining training = SurrogateTrainer.Train(scored.Scorer, rows, options, cancellation: cancellation);
            TreeSurrogate surrogate = training.Surrogate;
            Examples? measured = testRows is null ? null : SurrogateTrainer.Ask(scored.Scorer, testRows, options, cancellation);
            double? accuracy = measured is not null && parsed.GetValue(labels) is { } truth ? Performance(surrogate, measured, truth) : null;
            Outputs.WriteText(file, surrogate.ToJson());
            files.Write(parsed, surrogate, training.Examples);
            terminal.Say(surrogate.ToText());
            terminal.Result(new
            {
                Inducer = by.Name,
                FidelityTrain = surrogate.Fidelity(training.Examples),
                FidelityTest = measured is null ? (double?)null : surrogate.Fidelity(measured),
                AccuracyTest = accuracy,
                surrogate.Leaves,
                surrogate.Depth,
                training.Queries,
                Seconds = Math.Round(training.TotalTime.TotalSeconds, 4),
                ScoringSeconds = Math.Round(training.ScoringTime.TotalSeconds, 4),
                ScoringShare = Math.Round(training.ScoringShare, 4),
                Out = file.FullName,
            });
            return 0;
        }, cancellation));
        return command;
    }

    private static TreeInducer Inducer(string name) => name switch
    {
        "cart" => new CartInducer(),
        "c45" => new C45Inducer(),
        "ann-dt" => new AnnDtInducer(),
        "trepan" => new TrepanInducer(),
        _ => new FastTreeInducer(),
    };

    /// <summary>The surrogate's accuracy, or R2, on true labels.</summary>
    private static double Performance(TreeSurrogate surrogate, Examples rows, string path)
    {
        NpyArray array = Npy.Read(path);
        if (array.Values.Length != rows.Count)
        {
            throw new InvalidDataException($"'{path}' has {array.Values.Length} labels, but there are {rows.Count} test rows.");
        }
        int outputs = rows.Outputs;
        double[] targets = new double[rows.Count * outputs];
        if (outputs == 1)
        {
            return surrogate.Fidelity(new Examples(rows.Rows, rows.Width, Array.ConvertAll(array.ToFloats(), v => (double)v), 1));
        }
        foreach ((int row, long label) in array.ToLongs(path).Index())
        {
            if (label < 0 || label >= outputs)
            {
                throw new InvalidDataException($"'{path}' has the class {label} for row {row}, but the classes are 0 to {outputs - 1}.");
            }
            targets[row * outputs + label] = 1;
        }
        return surrogate.Fidelity(new Examples(rows.Rows, rows.Width, targets, outputs));
    }
}
