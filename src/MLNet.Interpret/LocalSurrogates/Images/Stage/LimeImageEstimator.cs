using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Makes a stage that explains what a network sees in images, by LIME. There is nothing to learn from data.</summary>
public sealed class LimeImageEstimator : IEstimator<LimeImageTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly Network _network;
    private readonly Options _options;
    private readonly ExecutionOptions _execution;

    internal LimeImageEstimator(IHostEnvironment env, NetworkSource model, Options options, ExecutionOptions execution)
    {
        _env = env;
        _network = model.Load();
        _options = options.Complete(env, _network);
        _execution = execution;
    }

    /// <summary>Settings of the stage: the columns, and how images are explained. Unlike by itself, one class is explained by default.</summary>
    public sealed record Options : ImageLimeOptions
    {
        /// <summary>The reference implementation's settings, but for one class.</summary>
        public Options() => TopClasses = 1;

        /// <summary>
        /// The column of weights that is added, one for each segment. The others are called like it, followed by <c>Target</c>, <c>Intercept</c>,
        /// <c>LocalPrediction</c>, <c>R2</c>, <c>Features</c> and, where sampling goes on to a tolerance, <c>Samples</c> and <c>HalfWidths</c>. Where
        /// several classes are explained, each has such columns, with <c>.</c> and the class number (or, where classes are not named, the rank from 1) at
        /// their ends. The segment of each pixel is in the column whose name goes on with <c>Segments</c>.
        /// </summary>
        public required string OutputColumnName { get; init; }

        /// <summary>The network's input that holds images; null for its only one.</summary>
        public string? ImageInput { get; init; }

        /// <summary>The column of images; null for one that is called like the network's input.</summary>
        public string? InputColumnName { get; init; }

        /// <summary>The columns of the network's other inputs, by the inputs' names; one that is not given is called like its input.</summary>
        public IReadOnlyDictionary<string, string> OtherInputColumnNames { get; init; } = new Dictionary<string, string>();

        /// <summary>The network's output that holds the scores; null for its first.</summary>
        public string? ScoresOutput { get; init; }

        /// <summary>The classes to explain in every image; null for those with the highest scores, <see cref="ImageLimeOptions.TopClasses"/> of them.</summary>
        public IReadOnlyList<int>? Classes { get; init; }

        /// <summary>The CUDA device to run on; null for the MLContext's.</summary>
        [JsonIgnore]
        public int? GpuDeviceId { get; init; }

        /// <summary>Whether to run on the CPU where CUDA cannot be used; the MLContext may say so too.</summary>
        [JsonIgnore]
        public bool FallbackToCpu { get; init; }

        internal Options Complete(IHostEnvironment env, Network network)
        {
            if (string.IsNullOrWhiteSpace(OutputColumnName))
            {
                throw new ArgumentException("The output column needs a name.");
            }
            ValueInfo input = network.FindInput(ImageInput);
            ImageFormat format = Format ?? ImageFormats.Of(input);
            Check(format);
            return this with { ImageInput = input.Name, Format = format, Seed = Seed ?? (env as IHostEnvironmentInternal)?.Seed ?? 0 };
        }

        /// <summary>The column of segments.</summary>
        internal string SegmentsColumn => OutputColumnName + "Segments";

        /// <summary>The columns of linear models.</summary>
        internal ExplanationColumns[] Added() => [.. ExplanationColumns.All(OutputColumnName, Classes, TopClasses, Tolerance is not null)
            .Select(c => c with { AreNamed = false, Varies = Segmentation.FixedCount(Format!) is null })];

        /// <summary>The column of one of the network's inputs.</summary>
        internal string ColumnOf(string input) => input == ImageInput ? InputColumnName ?? input : OtherInputColumnNames.GetValueOrDefault(input, input);
    }

    /// <summary>Makes the stage.</summary>
    /// <param name="input">Data, whose columns are checked.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type or size; the message says which and what would be right.</exception>
    public LimeImageTransformer Fit(IDataView input)
    {
        LimeImageTransformer transformer = new(_env, _network, _options, _execution);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type; the message says which and what would be right.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (ValueInfo input in _network.Inputs)
        {
            NetworkColumn.Check(inputSchema, _options.ColumnOf(input.Name), input, Role(input));
        }
        return inputSchema.With([
            .. _options.Added().SelectMany(c => c.Shapes()),
            SchemaShapes.Vector(_options.SegmentsColumn, NumberDataViewType.Int32),
        ]);
    }

    /// <summary>What the column of an input is needed as.</summary>
    internal static string Role(ValueInfo input) => $"the network's input '{input.Name}'";
}
