using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Data;

/// <summary>Expectations: the rows that ML.NET 5 itself puts into each part, printed by it for the same 40 rows.</summary>
public class SplitTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData(null, null, "2,10,12,13,28,33,34,35,37")]
    [InlineData(null, 9, "2,3,18,25,28,34")]
    [InlineData("S", null, "1,8,15,22,29,36")]
    [InlineData("S", 9, "3,10,17,24,31,38")]
    [InlineData("F", null, "0,1,2,3,4,5,6,7,8,9")]
    [InlineData("K", 9, "0,5,10,15,20,25,30,35")]
    [InlineData("L", 9, "0,1,4,6,7,10,12,13,16,18,19,22,24,25,28,30,31,34,36,37")]
    [InlineData("B", null, "")]
    [InlineData("V", null, "2,6,10,14,18,22,26,30,34,38")]
    public void Test_rows_are_those_of_ml_net(string? key, int? seed, string expected)
    {
        var split = Context.Data.TrainTestSplit(Numbered.Rows(Context, 40), 0.25, key, seed);
        Assert.Equal(expected, string.Join(',', Numbered.Numbers(split.TestSet)));
        Assert.Equal(Enumerable.Range(0, 40), Numbered.Numbers(split.TestSet).Concat(Numbered.Numbers(split.TrainSet)).Order());
    }

    [Theory]
    [InlineData(null, null, "2,9,10,12,13,14,21,28,31,33,34,35,37|3,5,15,17,18,19,22,25,29,30,32,39|0,1,4,6,7,8,11,16,20,23,24,26,27,36,38")]
    [InlineData("S", null, "1,8,15,22,29,36|3,4,5,10,11,12,17,18,19,24,25,26,31,32,33,38,39|0,2,6,7,9,13,14,16,20,21,23,27,28,30,34,35,37")]
    [InlineData("F", 9, "0,1,2,3,4,5,6,7,8,9,10,11,12|13,14,15,16,17,18,19,20,21,22,23,24,25|26,27,28,29,30,31,32,33,34,35,36,37,38,39")]
    [InlineData("K", null, "0,1,5,6,10,11,15,16,20,21,25,26,30,31,35,36|2,7,12,17,22,27,32,37|3,4,8,9,13,14,18,19,23,24,28,29,33,34,38,39")]
    [InlineData("L", null, "|0,1,3,4,5,6,7,9,10,11,12,13,15,16,17,18,19,21,22,23,24,25,27,28,29,30,31,33,34,35,36,37,39|2,8,14,20,26,32,38")]
    public void Folds_are_those_of_ml_net(string? key, int? seed, string expected)
    {
        var folds = Context.Data.CrossValidationSplit(Numbered.Rows(Context, 40), 3, key, seed);
        Assert.Equal(expected, string.Join('|', folds.Select(fold => string.Join(',', Numbered.Numbers(fold.TestSet)))));
        Assert.All(folds, fold => Assert.Equal(
            Enumerable.Range(0, 40), Numbered.Numbers(fold.TestSet).Concat(Numbered.Numbers(fold.TrainSet)).Order()));
    }

    [Fact]
    public void Without_any_seed_the_split_is_that_of_42()
    {
        var data = Numbered.Rows(Context, 40);
        Assert.Equal("5,6,18,20,28,37", string.Join(',', Numbered.Numbers(new MLContext().Data.TrainTestSplit(data, 0.25).TestSet)));
        Assert.Equal("5,6,18,20,28,37", string.Join(',', Numbered.Numbers(Context.Data.TrainTestSplit(data, 0.25, seed: 42).TestSet)));
    }

    [Fact]
    public void Parts_by_chance_keep_the_order_even_when_asked_to_shuffle()
    {
        var split = Context.Data.TrainTestSplit(Context.Data.Cache(Numbered.Rows(Context, 40)), 0.25);
        Assert.False(split.TestSet.CanShuffle);
        Assert.Null(split.TestSet.GetRowCount());
        var column = split.TestSet.Schema["I"];
        using var cursor = Assert.Single(split.TestSet.GetRowCursorSet([column], 4, new Random(1)));
        Assert.True(cursor.MoveNext());
        var value = 0;
        cursor.GetGetter<int>(column)(ref value);
        Assert.Equal(2, value);
    }

    [Fact]
    public void Parts_keep_the_columns_even_those_that_are_hidden()
    {
        var hiding = Context.Transforms.CopyColumns("I", "L").Fit(Numbered.Rows(Context, 40)).Transform(Numbered.Rows(Context, 40));
        var split = Context.Data.TrainTestSplit(hiding, 0.25);
        Assert.Equal(hiding.Schema.Select(c => c.ToString()), split.TestSet.Schema.Select(c => c.ToString()));
        Assert.Equal([2L, 4, 0, 1], split.TestSet.GetColumn<long>("I").Take(4));
    }

    [Fact]
    public void Rows_with_a_missing_key_are_in_no_part()
    {
        Numbered[] rows = [new() { I = 0, F = 1, S = "a" }, new() { I = 1, F = float.NaN, S = "" }, new() { I = 2, F = 2, S = "b" }];
        var data = Context.Data.LoadFromEnumerable(rows);
        foreach (var key in new[] { "F", "S" })
        {
            var split = Context.Data.TrainTestSplit(data, 0.5, key);
            Assert.Equal([0, 2], Numbered.Numbers(split.TestSet).Concat(Numbered.Numbers(split.TrainSet)).Order());
        }
    }

    [Fact]
    public void Fractions_folds_and_columns_are_checked()
    {
        var data = Numbered.Rows(Context, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.TrainTestSplit(data, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.TrainTestSplit(data, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.CrossValidationSplit(data, 1));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.TrainTestSplit(data, 0.5, "X"));
        Assert.Contains("'X'", error.Message, StringComparison.Ordinal);
    }
}
