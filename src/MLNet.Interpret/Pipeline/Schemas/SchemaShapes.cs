using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Pipeline;

/// <summary>What an estimator says of the columns that its stage will add.</summary>
internal static class SchemaShapes
{
    /// <summary>The columns that go in, with others added or put in the place of those of the same name.</summary>
    public static SchemaShape With(this SchemaShape schema, params ReadOnlySpan<SchemaShape.Column> added)
    {
        Dictionary<string, SchemaShape.Column> columns = schema.ToDictionary(c => c.Name);
        foreach (SchemaShape.Column column in added)
        {
            columns[column.Name] = column;
        }
        return new SchemaShape(columns.Values);
    }

    /// <summary>A column of numbers, text or booleans that holds one value in a row.</summary>
    public static SchemaShape.Column Scalar(string name, DataViewType type) =>
        new(name, SchemaShape.Column.VectorKind.Scalar, type, isKey: false);

    /// <summary>A column of keys that stand for classes, whose names are known.</summary>
    public static SchemaShape.Column Label(string name) => new(
        name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true,
        new SchemaShape([Vector("KeyValues", TextDataViewType.Instance)]));

    /// <summary>A column that holds vectors of known length; annotations such as slot names are those of <paramref name="like"/>.</summary>
    public static SchemaShape.Column Vector(string name, DataViewType itemType, SchemaShape? like = null) =>
        new(name, SchemaShape.Column.VectorKind.Vector, itemType, isKey: false, like);
}
