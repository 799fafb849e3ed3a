using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Transforms;

/// <summary>Expectations: ML.NET's documentation of these stages, and its values for these small tables.</summary>
public class ColumnTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public float Age { get; set; }

        [VectorType(3)]
        public float[] Pixels { get; set; } = [];

        [VectorType(8)]
        public VBuffer<float> Sparse { get; set; }

        [VectorType]
        public float[] Any { get; set; } = [];

        public int Count { get; set; }

        [KeyType(3)]
        public uint Key { get; set; }

        public string Text { get; set; } = "";
    }

    private static IDataView Data() => Context.Data.LoadFromEnumerable<Row>(
    [
        new() { Age = 7, Pixels = [1, 2, 3], Sparse = new(8, 2, [5, 6], [1, 6]), Any = [9], Count = 4, Text = "a" },
        new() { Age = 8, Pixels = [4, 5, 6], Sparse = new(8, 0, [], []), Any = [1, 2], Count = 5, Text = "b" },
    ]);

    private static IDataView Apply(IEstimator<ITransformer> estimator, IDataView? data = null) =>
        estimator.Fit(data ??= Data()).Transform(data);

    private static string[] Slots(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    [Fact]
    public void Concatenate_joins_scalars_and_vectors_in_order()
    {
        var result = Apply(Context.Transforms.Concatenate("X", "Pixels", "Age", "Sparse"));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 12), result.Schema["X"].Type);
        Assert.Equal([[1, 2, 3, 7, 0, 5, 0, 0, 0, 0, 6, 0], [4, 5, 6, 8, 0, 0, 0, 0, 0, 0, 0, 0]],
            result.GetColumn<float[]>("X"));
    }

    [Fact]
    public void Concatenate_of_mostly_zeros_is_sparse()
    {
        var result = Apply(Context.Transforms.Concatenate("X", "Sparse", "Age"));
        // The buffer that a column is read into is used again for the next row.
        var vectors = result.GetColumn<VBuffer<float>>("X").Select(v => (v.DenseValues().ToArray(), v.IsDense, v.GetIndices().ToArray())).ToList();
        Assert.Equal([0, 5, 0, 0, 0, 0, 6, 0, 7], vectors[0].Item1);
        Assert.False(vectors[0].IsDense);
        Assert.Equal([1, 6, 8], vectors[0].Item3);
        Assert.Equal([8], vectors[1].Item3);
    }

    [Fact]
    public void Concatenate_of_a_vector_of_any_size_has_any_size()
    {
        var result = Apply(Context.Transforms.Concatenate("X", "Any", "Age"));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single), result.Schema["X"].Type);
        Assert.False(result.Schema["X"].HasSlotNames());
        Assert.Equal([[9, 7], [1, 2, 8]], result.GetColumn<float[]>("X"));
    }

    [Fact]
    public void Concatenate_names_its_slots_by_column_and_by_column_and_slot()
    {
        // A scalar gives its name; a vector with names "column.slot"; one without leaves its slots unnamed.
        var inner = Apply(Context.Transforms.Concatenate("Pair", "Age", "Age"));
        var result = Apply(Context.Transforms.Concatenate("X", "Pair", "Pixels", "Age"), inner);
        Assert.Equal(["Pair.Age", "Pair.Age", "", "", "", "Age"], Slots(result.Schema["X"]));
        Assert.False(Apply(Context.Transforms.Concatenate("X", "Pixels", "Pixels")).Schema["X"].HasSlotNames());
    }

    [Fact]
    public void Concatenate_of_one_vector_is_that_vector()
    {
        var inner = Apply(Context.Transforms.Concatenate("Pair", "Age", "Age"));
        var result = Apply(Context.Transforms.Concatenate("X", "Pair"), inner);
        Assert.Equal(["Age", "Age"], Slots(result.Schema["X"]));
        Assert.Equal([[7, 7], [8, 8]], result.GetColumn<float[]>("X"));
    }

    [Fact]
    public void Concatenate_is_normalised_where_all_of_it_is()
    {
        var both = Apply(Context.Transforms.NormalizeMinMax("P", "Pixels").Append(Context.Transforms.NormalizeMinMax("A", "Age"))
            .Append(Context.Transforms.Concatenate("X", "P", "A")).Append(Context.Transforms.Concatenate("Y", "P", "Age")));
        Assert.True(both.Schema["X"].IsNormalized());
        Assert.False(both.Schema["Y"].IsNormalized());
    }

    [Fact]
    public void Concatenate_refuses_other_types_keys_and_missing_columns()
    {
        Assert.Contains("'Count'", Assert.Throws<InvalidOperationException>(
            () => Apply(Context.Transforms.Concatenate("X", "Age", "Count").Append(Context.Transforms.CopyColumns("Z", "Age")))).Message);
        Assert.Contains("'Count'", Assert.Throws<ArgumentOutOfRangeException>(
            () => Apply(Context.Transforms.Concatenate("X", "Age", "Count"))).Message);
        Assert.Throws<InvalidOperationException>(
            () => Apply(Context.Transforms.Concatenate("X", "Key").Append(Context.Transforms.CopyColumns("Z", "Age"))));
        Assert.Contains("'None'", Assert.Throws<ArgumentOutOfRangeException>(
            () => Apply(Context.Transforms.Concatenate("X", "None"))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.Concatenate("X"));
    }

    [Fact]
    public void Copy_keeps_type_values_and_annotations()
    {
        var data = Apply(Context.Transforms.Concatenate("Pair", "Age", "Age"));
        var result = Apply(Context.Transforms.CopyColumns("C", "Pair"), data);
        Assert.Equal(["Age", "Age"], Slots(result.Schema["C"]));
        Assert.Equal(result.GetColumn<float[]>("Pair"), result.GetColumn<float[]>("C"));
        Assert.Equal(["a", "b"], Apply(Context.Transforms.CopyColumns("C", "Text")).GetColumn<string>("C"));
    }

    [Fact]
    public void Drop_leaves_the_others_in_order()
    {
        var result = Apply(Context.Transforms.DropColumns("Pixels", "Any", "Key"));
        Assert.Equal(["Age", "Sparse", "Count", "Text"], result.Schema.Select(c => c.Name));
        Assert.Contains("Nope,Neither", Assert.Throws<ArgumentOutOfRangeException>(
            () => Apply(Context.Transforms.DropColumns("Nope", "Age", "Neither"))).Message);
        Assert.Throws<InvalidOperationException>(() => Context.Transforms.DropColumns());
    }

    [Fact]
    public void Select_keeps_columns_in_the_order_asked_for()
    {
        var result = Apply(Context.Transforms.SelectColumns("Text", "Age"));
        Assert.Equal(["Text", "Age"], result.Schema.Select(c => c.Name));
        Assert.Equal([7, 8], result.GetColumn<float>("Age"));
        Assert.Equal(["a", "b"], result.GetColumn<string>("Text"));
    }

    [Fact]
    public void Select_leaves_hidden_columns_out_unless_told_to_keep_them()
    {
        var hidden = Apply(Context.Transforms.NormalizeMinMax("Age"));
        Assert.Equal(2, hidden.Schema.Count(c => c.Name == "Age"));
        Assert.Equal([0.875f, 1], Apply(Context.Transforms.SelectColumns("Age"), hidden).GetColumn<float>("Age"));
        Assert.Equal([false], Apply(Context.Transforms.SelectColumns("Age"), hidden).Schema.Select(c => c.IsHidden));
        var kept = Apply(Context.Transforms.SelectColumns(["Age"], keepHidden: true), hidden);
        Assert.Equal([true, false], kept.Schema.Select(c => c.IsHidden));
        Assert.Equal([7, 8], kept.GetColumn<float>(kept.Schema[0]));
        // Dropping another column leaves hidden ones where they are.
        Assert.Equal(2, Apply(Context.Transforms.DropColumns("Text"), hidden).Schema.Count(c => c.Name == "Age"));
    }

    [Fact]
    public void Shapes_of_schemas_are_known_before_there_is_data()
    {
        var shape = Context.Transforms.SelectColumns("Age", "Pixels")
            .Append(Context.Transforms.Concatenate("X", "Age", "Pixels")).Append(Context.Transforms.CopyColumns("Y", "X"))
            .GetOutputSchema(Shapes.Of(Data().Schema));
        Assert.Equal(["Age", "Pixels", "X", "Y"], shape.Select(c => c.Name));
        var y = shape.Single(c => c.Name == "Y");
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, y.Kind);
        Assert.Equal(NumberDataViewType.Single, y.ItemType);
        Assert.Equal(["SlotNames"], y.Annotations.Select(a => a.Name));
    }
}
