using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Core;

/// <summary>Expectations: ML.NET's documentation of schemas, hiding and annotations.</summary>
public class SchemaTests
{
    private static DataViewSchema Schema(params (string Name, DataViewType Type)[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var (name, type) in columns)
            builder.AddColumn(name, type);
        return builder.ToSchema();
    }

    [Fact]
    public void Later_column_hides_an_earlier_one_of_the_same_name()
    {
        var schema = Schema(("A", NumberDataViewType.Single), ("B", TextDataViewType.Instance), ("A", NumberDataViewType.Double));
        Assert.Equal(3, schema.Count);
        Assert.Equal(2, schema["A"].Index);
        Assert.Equal([true, false, false], schema.Select(c => c.IsHidden));
        Assert.Null(schema.GetColumnOrNull("C"));
        Assert.Contains("'C'", Assert.Throws<ArgumentOutOfRangeException>(() => schema["C"]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema[3]);
    }

    [Fact]
    public void Annotations_give_values_of_their_own_type_only()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        builder.Add("Weights", new VectorDataViewType(NumberDataViewType.Single, 2),
            (ref VBuffer<float> value) => value = new VBuffer<float>(2, [1, 2]));
        var annotations = builder.ToAnnotations();

        var normalized = false;
        annotations.GetValue("IsNormalized", ref normalized);
        Assert.True(normalized);
        VBuffer<float> weights = default;
        annotations.GetValue("Weights", ref weights);
        Assert.Equal([1, 2], weights.DenseValues());

        VBuffer<double> wrong = default;
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("Weights", ref wrong));
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("Absent", ref wrong));
        Assert.Throws<ArgumentException>(() => builder.AddPrimitiveValue("X", BooleanDataViewType.Instance, 1));
        Assert.Throws<ArgumentException>(() => builder.Add("X", BooleanDataViewType.Instance, (Delegate)(ValueGetter<int>)((ref int v) => v = 1)));
        Assert.Equal("IsNormalized, Weights", annotations.ToString());
    }

    [Fact]
    public void Builder_keeps_the_selected_annotations()
    {
        var source = new DataViewSchema.Annotations.Builder();
        source.AddPrimitiveValue("A", NumberDataViewType.Int32, 1);
        source.AddPrimitiveValue("B", NumberDataViewType.Int32, 2);
        var chosen = new DataViewSchema.Annotations.Builder();
        chosen.Add(source.ToAnnotations(), name => name == "B");
        chosen.Add(null, name => true);
        var value = 0;
        chosen.ToAnnotations().GetValue("B", ref value);
        Assert.Equal(2, value);
        Assert.Equal(["B"], chosen.ToAnnotations().Schema.Select(c => c.Name));
    }

    [Fact]
    public void Slot_names_count_only_for_a_vector_of_the_same_size()
    {
        DataViewSchema.Column Column(int size, int names)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names),
                (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names, [.. Enumerable.Range(0, names).Select(i => $"s{i}".AsMemory())]));
            var schema = new DataViewSchema.Builder();
            schema.AddColumn("F", new VectorDataViewType(NumberDataViewType.Single, size), annotations.ToAnnotations());
            return schema.ToSchema()["F"];
        }

        Assert.True(Column(2, 2).HasSlotNames());
        Assert.False(Column(3, 2).HasSlotNames());
        Assert.False(Schema(("S", NumberDataViewType.Single))["S"].HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> found = default;
        Column(2, 2).GetSlotNames(ref found);
        Assert.Equal(["s0", "s1"], found.DenseValues().Select(s => s.ToString()));
    }

    [Fact]
    public void Key_values_count_only_where_there_is_one_for_each_key()
    {
        DataViewSchema.Column Column(int count, int values)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add("KeyValues", new VectorDataViewType(NumberDataViewType.Int32, values),
                (ref VBuffer<int> value) => value = new(values, [.. Enumerable.Range(10, values)]));
            var schema = new DataViewSchema.Builder();
            schema.AddColumn("K", new KeyDataViewType(typeof(uint), count), annotations.ToAnnotations());
            return schema.ToSchema()["K"];
        }

        Assert.True(Column(3, 3).HasKeyValues(NumberDataViewType.Int32));
        Assert.False(Column(3, 3).HasKeyValues());
        Assert.False(Column(4, 3).HasKeyValues(NumberDataViewType.Int32));
        VBuffer<int> found = default;
        Column(3, 3).GetKeyValues(ref found);
        Assert.Equal([10, 11, 12], found.DenseValues());
    }

    [Fact]
    public void Shape_of_a_schema_tells_kinds_and_keys_and_leaves_hidden_columns_out()
    {
        var schema = Schema(
            ("A", NumberDataViewType.Single), ("A", new VectorDataViewType(NumberDataViewType.Single, 4)),
            ("B", new VectorDataViewType(TextDataViewType.Instance)), ("K", new KeyDataViewType(typeof(uint), 4)));
        var shape = SchemaShape.Create(schema);
        Assert.Equal(["A", "B", "K"], shape.Select(c => c.Name));
        Assert.Equal(
            [SchemaShape.Column.VectorKind.Vector, SchemaShape.Column.VectorKind.VariableVector, SchemaShape.Column.VectorKind.Scalar],
            shape.Select(c => c.Kind));
        Assert.Equal([false, false, true], shape.Select(c => c.IsKey));
        Assert.Same(NumberDataViewType.UInt32, shape[2].ItemType);
        Assert.Equal("Vector<Single>", shape[0].GetTypeString());
        Assert.Equal("Key<UInt32>", shape[2].GetTypeString());
        Assert.True(shape.TryFindColumn("B", out _));
        Assert.False(shape.TryFindColumn("C", out _));
    }

    [Fact]
    public void Columns_print_name_type_and_annotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single, annotations.ToAnnotations());
        var schema = builder.ToSchema();
        Assert.Equal("A: Single {IsNormalized}", schema[0].ToString());
        Assert.True(schema[0].IsNormalized());
        Assert.Equal("1 columns", schema.ToString());
    }
}
