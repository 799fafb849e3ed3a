using Microsoft.ML;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tool.Files;

/// <summary>A model of either kind, an ONNX network or a saved ML.NET pipeline, as black-box methods see it.</summary>
internal sealed class ScoredModel : IDisposable
{
    private readonly MLContext _ml;
    private readonly ITransformer? _pipeline;

    private ScoredModel(MLContext ml, IScorer scorer, Network? network, ITransformer? pipeline)
    {
        _ml = ml;
        Scorer = scorer;
        Network = network;
        _pipeline = pipeline;
    }

    /// <summary>The model.</summary>
    public IScorer Scorer { get; }

    /// <summary>The network, where the model is one.</summary>
    public Network? Network { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">An ONNX file, or a zip file that <c>mlContext.Model.Save</c> wrote.</param>
    /// <param name="output">The output or column that holds the scores; null for the usual one.</param>
    /// <param name="execution">Where networks run.</param>
    public static ScoredModel Open(string path, string? output, ExecutionOptions execution)
    {
        MLContext ml = new();
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            Network network = Network.Load(path);
            return new ScoredModel(ml, new NetworkScorer(network, output, execution), network, null);
        }
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        }
        ITransformer pipeline = ml.Model.Load(path, out DataViewSchema schema);
        return new ScoredModel(ml, new TransformerScorer(pipeline, schema ?? throw new InvalidDataException($"'{path}' does not say what columns its data has; save it with the data's schema."), output), null, pipeline);
    }

    /// <summary>Reads rows as the model takes them, from a .npy file or a .csv file with a header.</summary>
    public RowBatch ReadRows(string path)
    {
        if (!path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            return Table.Read(_ml, path, Scorer.Inputs);
        }
        if (Scorer.Inputs is not [{ } input] || input.ItemType != typeof(float))
        {
            throw new ArgumentException($"A .npy file holds one input of numbers, but the model reads {string.Join(", ", Scorer.Inputs.Select(i => $"{i.Name} ({i.ItemType.Name})"))}; give the rows as a .csv file.");
        }
        NpyArray array = Npy.Read(path);
        long rows = array.Shape.Length > 0 ? array.Shape[0] : 0;
        return rows > 0 && array.Values.Length == rows * input.Width
            ? RowBatch.OfNumbers(input.Name, array.ToFloats(), input.Width)
            : throw new InvalidDataException($"'{path}' has the shape ({string.Join(", ", array.Shape)}), but a row of the model's input '{input.Name}' has {input.Width} numbers.");
    }

    public void Dispose()
    {
        Scorer.Dispose();
        (_pipeline as IDisposable)?.Dispose();
    }
}
