using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Transforms;

/// <summary>Expectations: ML.NET's documentation of word tokenisation and of n-grams of length 1, counted.</summary>
public class TextTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        [VectorType(2)]
        public string[] Texts { get; set; } = [];
    }

    private static readonly Row[] Rows =
    [
        new() { Text = "we hold  these truths, we", Texts = ["a b", "c"] },
        new() { Text = "", Texts = ["", " "] },
        new() { Text = "truths, hold", Texts = ["b", "a a"] },
    ];

    private static IDataView Data() => Context.Data.LoadFromEnumerable(Rows);

    private static IDataView Apply(IEstimator<ITransformer> estimator)
    {
        var result = estimator.Fit(Data()).Transform(Data());
        Assert.Equal(Shapes.Describe(Shapes.Of(result.Schema), "F"), Shapes.Describe(estimator.GetOutputSchema(Shapes.Of(Data().Schema)), "F"));
        return result;
    }

    [Fact]
    public void Words_stand_between_spaces_and_none_is_empty()
    {
        var words = Apply(Context.Transforms.Text.TokenizeIntoWords("F", "Text")).GetColumn<string[]>("F");
        Assert.Equal([["we", "hold", "these", "truths,", "we"], [], ["truths,", "hold"]], words);
    }

    [Fact]
    public void Other_separators_leave_no_spaces_around_words()
    {
        var words = Apply(Context.Transforms.Text.TokenizeIntoWords("F", "Text", [',', 'w'])).GetColumn<string[]>("F");
        Assert.Equal([["e hold  these truths", "e"], [], ["truths", "hold"]], words);
    }

    [Fact]
    public void A_vector_of_texts_gives_one_vector_of_words()
    {
        var words = Apply(Context.Transforms.Text.TokenizeIntoWords("F", "Texts")).GetColumn<string[]>("F");
        Assert.Equal([["a", "b", "c"], [], ["b", "a", "a"]], words);
    }

    [Fact]
    public void Bags_count_words_under_their_names()
    {
        var result = Apply(Context.Transforms.Text.ProduceWordBags("F", "Text", ngramLength: 1));
        Assert.Equal([[2f, 1, 1, 1], [0, 0, 0, 0], [0, 1, 0, 1]], result.GetColumn<float[]>("F"));
        VBuffer<ReadOnlyMemory<char>> names = default;
        result.Schema["F"].GetSlotNames(ref names);
        Assert.Equal(["we", "hold", "these", "truths,"], names.DenseValues().Select(n => n.ToString()));
    }

    [Fact]
    public void Words_that_were_not_learnt_are_not_counted()
    {
        var few = Context.Data.LoadFromEnumerable([Rows[2]]);
        var model = Context.Transforms.Text.ProduceWordBags("F", "Text", ngramLength: 1).Fit(few);
        Assert.Equal([[1f, 1], [0, 0], [1, 1]], model.Transform(Data()).GetColumn<float[]>("F"));
    }

    [Fact]
    public void Keys_that_were_made_before_are_counted()
    {
        var text = Context.Transforms.Text;
        var result = Apply(text.TokenizeIntoWords("W", "Text").Append(Context.Transforms.Conversion.MapValueToKey("W"))
            .Append(text.ProduceNgrams("F", "W", ngramLength: 1, maximumNgramsCount: 3)));
        Assert.Equal([[2f, 1, 1], [0, 0, 0], [0, 1, 0]], result.GetColumn<float[]>("F"));
        Assert.Throws<InvalidOperationException>(() => Apply(text.ProduceNgrams("F", "Text", ngramLength: 1)));
    }

    [Fact]
    public void A_loaded_file_counts_alike()
    {
        var model = Context.Transforms.Text.ProduceWordBags("F", "Text", ngramLength: 1).Fit(Data());
        using MemoryStream file = new();
        Context.Model.Save(model, Data().Schema, file);
        file.Position = 0;
        var loaded = new MLContext(2).Model.Load(file, out _).Transform(Data());
        Assert.Equal([[2f, 1, 1, 1], [0, 0, 0, 0], [0, 1, 0, 1]], loaded.GetColumn<float[]>("F"));
    }
}
