using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Tests.LocalSurrogates.Text;

/// <summary>Paragraphs of State of the Union addresses, and a model of who gave them.</summary>
internal sealed class Addresses
{
    private static readonly char[] Separators = [.. " \t.,;:!?\"'()[]-$%/"];

    private readonly MLContext _ml;

    public Addresses(MLContext ml)
    {
        _ml = ml;
        IDataView file = ml.Data.LoadFromTextFile<Paragraph>(
            Path.Combine(AppContext.BaseDirectory, "Data", "text", "sotu_excerpt.csv"), separatorChar: ',', hasHeader: true, allowQuoting: true);
        All = [.. ml.Data.CreateEnumerable<Paragraph>(file, reuseRowObject: false)
            .Select(p => new Passage { Text = p.Text.ToLowerInvariant(), Label = p.Party == "Democratic" })];
    }

    public Passage[] All { get; }

    /// <summary>Four fifths of the paragraphs.</summary>
    public Passage[] Training => [.. All.Where((_, i) => i % 5 != 0)];

    /// <summary>The others.</summary>
    public Passage[] Test => [.. All.Where((_, i) => i % 5 == 0)];

    public static string[] Words(string text) => [.. text.Split(Separators, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Logistic regression on counts of words.</summary>
    /// <param name="l1">The penalty on absolute weights.</param>
    /// <param name="l2">The penalty on squared weights.</param>
    /// <param name="weights">The words that have a weight.</param>
    public ITransformer Fit(float l1, float l2, out Dictionary<string, float> weights)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Training);
        var text = _ml.Transforms.Text;
        var model = text.TokenizeIntoWords("Words", "Text", Separators).Append(_ml.Transforms.Conversion.MapValueToKey("Keys", "Words"))
            .Append(text.ProduceNgrams("Features", "Keys", ngramLength: 1))
            .Append(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: l1, l2Regularization: l2)).Fit(data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        model.GetOutputSchema(data.Schema)["Features"].GetSlotNames(ref names);
        // Weights that the penalty drives to zero come out as zero or as what the optimizer leaves of them, a hundred thousandth of the others or less.
        IReadOnlyList<float> all = model.LastTransformer.Model.SubModel.Weights;
        float least = 1e-4f * all.Max(Math.Abs);
        weights = names.DenseValues().Select(n => n.ToString()).Zip(all)
            .Where(p => Math.Abs(p.Second) > least).ToDictionary(p => p.First, p => p.Second);
        return model;
    }

    public sealed class Passage
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }

    private sealed class Paragraph
    {
        [LoadColumn(2)]
        public string Party { get; set; } = "";

        [LoadColumn(3)]
        public string Text { get; set; } = "";
    }
}
