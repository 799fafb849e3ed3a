using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.OneHotEncodingEstimator;

namespace Microsoft.ML.Standin.Tests.Transforms;

/// <summary>Expectations: ML.NET's documentation of one-hot encoding, and the annotations that its trees read.</summary>
public class OneHotEncodingTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public string Word { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public string[] Words { get; set; } = [];
    }

    private static readonly Row[] Rows =
    [
        new() { Word = "pear", Number = 2, Words = ["b", "a"] },
        new() { Word = "apple", Number = 5, Words = ["a", "a"] },
        new() { Word = "", Number = 2, Words = ["b", ""] },
    ];

    private static IDataView Data() => Context.Data.LoadFromEnumerable(Rows);

    private static IDataView Apply(OutputKind kind, string column)
    {
        var estimator = Context.Transforms.Categorical.OneHotEncoding("E", column, kind);
        var result = estimator.Fit(Data()).Transform(Data());
        Assert.Equal(Shapes.Describe(Shapes.Of(result.Schema), "E"), Shapes.Describe(estimator.GetOutputSchema(Shapes.Of(Data().Schema)), "E"));
        return result;
    }

    private static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    private static int[] Ranges(DataViewSchema.Column column)
    {
        VBuffer<int> ranges = default;
        column.Annotations.GetValue("CategoricalSlotRanges", ref ranges);
        return [.. ranges.DenseValues()];
    }

    [Fact]
    public void A_value_has_a_slot_that_bears_its_name()
    {
        var result = Apply(OutputKind.Indicator, "Word");
        Assert.Equal([[1f, 0], [0, 1], [0, 0]], result.GetColumn<float[]>("E"));
        Assert.Equal(["pear", "apple"], SlotNames(result.Schema["E"]));
        Assert.Equal([0, 1], Ranges(result.Schema["E"]));
        Assert.True(result.Schema["E"].IsNormalized());
    }

    [Fact]
    public void Numbers_are_categories_too() => Assert.Equal(["2", "5"], SlotNames(Apply(OutputKind.Indicator, "Number").Schema["E"]));

    [Fact]
    public void Vectors_are_encoded_one_value_after_the_other()
    {
        var result = Apply(OutputKind.Indicator, "Words");
        Assert.Equal([[1f, 0, 0, 1], [0, 1, 0, 1], [1, 0, 0, 0]], result.GetColumn<float[]>("E"));
        Assert.Equal(["[0].b", "[0].a", "[1].b", "[1].a"], SlotNames(result.Schema["E"]));
        Assert.Equal([0, 1, 2, 3], Ranges(result.Schema["E"]));
    }

    [Fact]
    public void Bags_count_the_values_of_a_vector()
    {
        var result = Apply(OutputKind.Bag, "Words");
        Assert.Equal([[1f, 1], [0, 2], [1, 0]], result.GetColumn<float[]>("E"));
        Assert.Equal(["b", "a"], SlotNames(result.Schema["E"]));
        Assert.False(result.Schema["E"].IsNormalized());
    }

    [Fact]
    public void Keys_are_left_as_they_are() => Assert.Equal([1u, 2, 0], Apply(OutputKind.Key, "Word").GetColumn<uint>("E"));

    [Fact]
    public void A_loaded_file_encodes_alike()
    {
        var model = Context.Transforms.Categorical.OneHotEncoding([new("E", "Word"), new("F", "Words")]).Fit(Data());
        using MemoryStream file = new();
        Context.Model.Save(model, Data().Schema, file);
        file.Position = 0;
        var loaded = new MLContext(2).Model.Load(file, out _).Transform(Data());
        Assert.Equal([[1f, 0], [0, 1], [0, 0]], loaded.GetColumn<float[]>("E"));
        Assert.Equal([[1f, 0, 0, 1], [0, 1, 0, 1], [1, 0, 0, 0]], loaded.GetColumn<float[]>("F"));
    }
}
