using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.ValueToKeyMappingEstimator;

namespace Microsoft.ML.Standin.Tests.Transforms;

/// <summary>Expectations: ML.NET's documentation of keys and conversions; keys count from 1, and 0 is a missing one.</summary>
public class ConversionTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public string Word { get; set; } = "";

        public float Number { get; set; }

        public int Integer { get; set; }

        public bool Flag { get; set; }

        [VectorType(2)]
        public string[] Words { get; set; } = [];

        [KeyType(2)]
        public uint Key { get; set; }
    }

    private sealed class Term
    {
        public string Word { get; set; } = "";
    }

    private static readonly Row[] Rows =
    [
        new() { Word = "pear", Number = 2, Integer = 300, Flag = true, Words = ["b", "a"] },
        new() { Word = "apple", Number = float.NaN, Integer = -1, Words = ["c", ""] },
        new() { Word = "", Number = 1, Integer = 7, Words = ["a", "a"] },
        new() { Word = "pear", Number = 2, Integer = 0, Words = ["c", "d"] },
        new() { Word = "Zebra", Number = -3, Integer = 2, Words = ["e", "f"] },
    ];

    private static IDataView Data() => Context.Data.LoadFromEnumerable(Rows);

    private static IDataView Apply(IEstimator<ITransformer> estimator) => estimator.Fit(Data()).Transform(Data());

    private static T[] KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    [Fact]
    public void Keys_follow_the_first_occurrence_and_empty_text_has_none()
    {
        var result = Apply(Context.Transforms.Conversion.MapValueToKey("K", "Word"));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), result.Schema["K"].Type);
        Assert.Equal([1u, 2, 0, 1, 3], result.GetColumn<uint>("K"));
        Assert.Equal(["pear", "apple", "Zebra"], KeyValues<ReadOnlyMemory<char>>(result.Schema["K"]).Select(v => v.ToString()));
        Assert.True(result.Schema["K"].HasKeyValues());
    }

    [Fact]
    public void Keys_by_value_follow_the_codes_of_the_characters()
    {
        var result = Apply(Context.Transforms.Conversion.MapValueToKey("Word", keyOrdinality: KeyOrdinality.ByValue));
        Assert.Equal(["Zebra", "apple", "pear"], KeyValues<ReadOnlyMemory<char>>(result.Schema["Word"]).Select(v => v.ToString()));
        Assert.Equal([3u, 2, 0, 3, 1], result.GetColumn<uint>("Word"));
    }

    [Fact]
    public void Numbers_get_keys_but_nan_has_none()
    {
        var result = Apply(Context.Transforms.Conversion.MapValueToKey("K", "Number", keyOrdinality: KeyOrdinality.ByValue));
        Assert.Equal([-3, 1, 2], KeyValues<float>(result.Schema["K"]));
        Assert.Equal([3u, 0, 2, 3, 1], result.GetColumn<uint>("K"));
        var text = Apply(Context.Transforms.Conversion.MapValueToKey("K", "Number", addKeyValueAnnotationsAsText: true));
        Assert.Equal(["2", "1", "-3"], KeyValues<ReadOnlyMemory<char>>(text.Schema["K"]).Select(v => v.ToString()));
    }

    [Fact]
    public void Values_beyond_the_maximum_number_have_no_key()
    {
        var result = Apply(Context.Transforms.Conversion.MapValueToKey("K", "Word", maximumNumberOfKeys: 2));
        Assert.Equal([1u, 2, 0, 1, 0], result.GetColumn<uint>("K"));
        Assert.ThrowsAny<Exception>(
            () => Apply(Context.Transforms.Conversion.MapValueToKey("K", "Word", maximumNumberOfKeys: 0)));
    }

    [Fact]
    public void Vectors_get_keys_slot_by_slot()
    {
        var result = Apply(Context.Transforms.Conversion.MapValueToKey("K", "Words"));
        Assert.Equal([[1u, 2], [3, 0], [2, 2], [3, 4], [5, 6]], result.GetColumn<uint[]>("K"));
    }

    [Fact]
    public void Given_terms_get_the_keys()
    {
        var terms = Context.Data.LoadFromEnumerable<Term>([new() { Word = "Zebra" }, new() { Word = "pear" }]);
        var result = Apply(Context.Transforms.Conversion.MapValueToKey("K", "Word", keyData: terms));
        Assert.Equal([2u, 0, 0, 2, 1], result.GetColumn<uint>("K"));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.Transforms.Conversion.MapValueToKey("K", "Word", keyData: Data()));
    }

    [Fact]
    public void Keys_are_mapped_back_to_their_values()
    {
        var keys = Context.Transforms.Conversion;
        var result = Apply(keys.MapValueToKey("W", "Word").Append(keys.MapValueToKey("N", "Number")).Append(keys.MapValueToKey("V", "Words"))
            .Append(keys.MapKeyToValue("Word2", "W")).Append(keys.MapKeyToValue([new("Number2", "N"), new("Words2", "V")])));
        Assert.Equal(result.GetColumn<string>("Word"), result.GetColumn<string>("Word2"));
        Assert.Equal(result.GetColumn<float>("Number"), result.GetColumn<float>("Number2"));
        Assert.Equal(result.GetColumn<string[]>("Words"), result.GetColumn<string[]>("Words2"));
    }

    [Fact]
    public void Keys_without_values_and_what_are_no_keys_are_refused()
    {
        var shape = Shapes.Of(Data().Schema);
        Assert.Contains("key values", Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.Transforms.Conversion.MapKeyToValue("Key").GetOutputSchema(shape)).Message);
        Assert.Contains("KeyType", Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.Transforms.Conversion.MapKeyToValue("Word").GetOutputSchema(shape)).Message);
        Assert.Throws<InvalidOperationException>(() => Apply(Context.Transforms.Conversion.MapKeyToValue("Key")));
    }

    [Fact]
    public void Numbers_and_booleans_are_converted()
    {
        var convert = Context.Transforms.Conversion;
        var result = Apply(convert.ConvertType("F", "Flag").Append(convert.ConvertType("I", "Integer"))
            .Append(convert.ConvertType("B", "Integer", DataKind.Boolean)).Append(convert.ConvertType("S", "Integer", DataKind.SByte))
            .Append(convert.ConvertType("D", "Number", DataKind.Double)));
        Assert.Equal([1f, 0, 0, 0, 0], result.GetColumn<float>("F"));
        Assert.True(result.Schema["F"].IsNormalized());
        Assert.Equal([300f, -1, 7, 0, 2], result.GetColumn<float>("I"));
        Assert.Equal([true, true, true, false, true], result.GetColumn<bool>("B"));
        // 300 is 44 more than 256.
        Assert.Equal([44, -1, 7, 0, 2], result.GetColumn<sbyte>("S"));
        Assert.Equal([2, double.NaN, 1, 2, -3], result.GetColumn<double>("D"));
    }

    [Fact]
    public void Conversions_that_lose_the_sign_or_the_fraction_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Apply(Context.Transforms.Conversion.ConvertType("X", "Integer", DataKind.UInt32)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Apply(Context.Transforms.Conversion.ConvertType("X", "Number", DataKind.Int32)));
    }
}
