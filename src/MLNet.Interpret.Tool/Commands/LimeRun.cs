using System.CommandLine;
using System.Globalization;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Commands;

/// <summary>The options that commands with local surrogates share, and what they do with them.</summary>
internal sealed class LimeRun
{
    private readonly Option<FileInfo> _model = new("--model") { Description = "The model: an ONNX file, or a zip file of an ML.NET pipeline.", HelpName = "NET.onnx|PIPELINE.zip", Required = true };
    private readonly Option<string> _input = new("--input") { Description = "The rows to explain.", HelpName = "X.npy|rows.csv", Required = true };
    private readonly Option<string?> _background = new("--background") { Description = "Training data, which tables are sampled by.", HelpName = "B.npy|train.csv" };
    private readonly Option<string> _kind = new("--kind") { Description = "What a row is.", DefaultValueFactory = _ => "tabular" };
    private readonly Option<string?> _output = new("--output") { Description = "The network's output, or the pipeline's column, that holds the scores.", HelpName = "NAME" };
    private readonly Option<int?> _target = new("--target") { Description = "The class to explain; else that of the highest score in each row.", HelpName = "INT" };
    private readonly Option<int?> _samples = new("--samples") { Description = "The samples around a row; else 5000, and 1000 around an image.", HelpName = "N" };
    private readonly Option<int?> _features = new("--features") { Description = "The most features that have a weight; else 10, and all segments of an image.", HelpName = "K" };
    private readonly Option<double?> _kernelWidth = new("--kernel-width") { Description = "The width of the kernel.", HelpName = "W" };
    private readonly Option<string> _discretize = new("--discretize") { Description = "How numbers of a table are made into ranges.", DefaultValueFactory = _ => "quartile" };
    private readonly Option<string> _segments = new("--segments") { Description = "How images are parted: slic, quickshift, a grid such as 7 or 4x6, or a .npy of labels.", DefaultValueFactory = _ => "quickshift", HelpName = "slic|quickshift|GRID|S.npy" };
    private readonly Option<int> _seed = new("--seed") { Description = "The seed of all that is random.", DefaultValueFactory = _ => 0, HelpName = "S" };
    private readonly ProviderOptions _provider = new();

    public LimeRun()
    {
        _kind.AcceptOnlyFromAmong("tabular", "image", "text");
        _discretize.AcceptOnlyFromAmong("none", "quartile", "decile", "entropy");
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _model, _input, _background, _kind, _output, _target, _samples, _features, _kernelWidth, _discretize, _segments, _seed })
        {
            command.Add(option);
        }
        _provider.AddTo(command);
    }

    /// <summary>Explains the rows.</summary>
    public ExplanationSet Explain(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        string kind = parsed.GetRequiredValue(_kind);
        if (kind == "tabular" && parsed.GetValue(_background) is null)
        {
            throw new ArgumentException("--kind tabular takes training data to sample by: --background B.npy|train.csv.");
        }
        using ScoredModel model = ScoredModel.Open(parsed.GetRequiredValue(_model).FullName, parsed.GetValue(_output), _provider.Execution(parsed, terminal));
        RowBatch rows = model.ReadRows(parsed.GetRequiredValue(_input));
        int[]? classes = parsed.GetValue(_target) is { } target ? [target] : null;
        return terminal.WithProgress("explaining", progress =>
        {
            RowProgress counted = new(progress, rows.Count);
            return kind switch
            {
                "image" => new ImageLime(model.Scorer, Image(parsed, model)).Explain(rows, classes, counted, cancellation).Explanations,
                "text" => new TextLime(model.Scorer, Common(parsed, new TextLimeOptions())).Explain(rows, classes, counted, cancellation).Explanations,
                _ => Tabular(parsed, model, cancellation).Explain(rows, classes, counted, cancellation),
            };
        });
    }

    /// <summary>The weights of every row for the class that is explained: as many columns as the row with the most features has, zeros behind shorter ones.</summary>
    public static (float[] Weights, int Width) Weights(ExplanationSet set)
    {
        int width = set.Rows.Max(r => r[0].Weights.Length);
        float[] weights = new float[set.Rows.Count * width];
        for (int i = 0; i < set.Rows.Count; i++)
        {
            double[] row = set.Rows[i][0].Weights;
            for (int j = 0; j < row.Length; j++)
            {
                weights[i * width + j] = (float)row[j];
            }
        }
        return (weights, width);
    }

    private TabularLime Tabular(ParseResult parsed, ScoredModel model, CancellationToken cancellation)
    {
        Discretizer discretizer = Enum.Parse<Discretizer>(parsed.GetRequiredValue(_discretize), ignoreCase: true);
        RowBatch background = model.ReadRows(parsed.GetValue(_background)!);
        TabularLayout layout = TabularLayout.Of(model.Scorer);
        // Ranges by entropy tell classes apart; without labels these are the model's own.
        int[]? labels = discretizer == Discretizer.Entropy ? Predicted(model.Scorer, background, cancellation) : null;
        return new TabularLime(
            model.Scorer, TabularStatistics.Learn(layout, background, discretizer, labels),
            Common(parsed, new TabularLimeOptions { Discretizer = discretizer }));
    }

    private ImageLimeOptions Image(ParseResult parsed, ScoredModel model)
    {
        if (model.Network?.FindInput().Type?.Shape is not { Rank: 4 } shape)
        {
            throw new ArgumentException("--kind image takes a network whose input has a batch, channels, height and width.");
        }
        return Common(parsed, new ImageLimeOptions
        {
            Format = new ImageFormat((int)shape[1].Value, (int)shape[2].Value, (int)shape[3].Value),
            Segmentation = Segmentation(parsed.GetRequiredValue(_segments), (int)shape[2].Value, (int)shape[3].Value),
        });
    }

    private static ImageSegmentation Segmentation(string segments, int height, int width)
    {
        if (segments is "slic" or "quickshift")
        {
            return segments == "slic" ? new Slic() : new Quickshift();
        }
        if (segments.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            return new GivenSegments(new SegmentMap(height, width, Array.ConvertAll(Npy.Read(segments).ToLongs(segments), l => (int)l)));
        }
        int[] sides = [.. segments.Split('x').Select(s => int.TryParse(s, CultureInfo.InvariantCulture, out int side) ? side : -1)];
        return sides is [> 0] or [> 0, > 0]
            ? new SegmentGrid(sides[0], sides[^1])
            : throw new ArgumentException($"--segments is '{segments}'; it is slic, quickshift, a grid such as 7 or 4x6, or a .npy file of labels.");
    }

    private T Common<T>(ParseResult parsed, T options) where T : LimeOptions => (T)(options with
    {
        Samples = parsed.GetValue(_samples) ?? options.Samples,
        Features = parsed.GetValue(_features) ?? options.Features,
        KernelWidth = parsed.GetValue(_kernelWidth),
        Seed = parsed.GetValue(_seed),
    });

    private static int[] Predicted(IScorer scorer, RowBatch rows, CancellationToken cancellation)
    {
        float[] scores = new float[rows.Count * scorer.Outputs];
        scorer.Score(rows, scores, cancellation);
        int[] predicted = new int[rows.Count];
        for (int i = 0; i < predicted.Length; i++)
        {
            ReadOnlySpan<float> row = scores.AsSpan(i * scorer.Outputs, scorer.Outputs);
            predicted[i] = row.Length == 1 ? row[0] > 0.5f ? 1 : 0 : System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row);
        }
        return predicted;
    }
}
