using System.Runtime.CompilerServices;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Reaches what is internal to ML.NET too, as a stage of a third party does.</summary>
internal static class Shapes
{
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    private static extern SchemaShape Create(SchemaShape? type, DataViewSchema schema);

    public static SchemaShape Of(DataViewSchema schema) => Create(null, schema);

    /// <summary>All that a shape says of a column.</summary>
    public static string Describe(SchemaShape shape, string name)
    {
        SchemaShape.Column column = shape.Single(c => c.Name == name);
        return $"{column.Kind} {column.ItemType} {column.IsKey}: " +
            string.Join(", ", column.Annotations.Select(a => $"{a.Name} {a.Kind} {a.ItemType} {a.IsKey}").Order());
    }
}
