using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What estimators ask of the shapes of schemas.</summary>
internal static class SchemaShapeExtensions
{
    /// <summary>The column of that name, or an error that says it is missing.</summary>
    public static SchemaShape.Column Find(this SchemaShape inputSchema, IExceptionContext context, string name) =>
        inputSchema.TryFindColumn(name, out SchemaShape.Column column)
            ? column
            : throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", name);

    /// <summary>The shape with columns added, or put in the place of those of the same name.</summary>
    public static SchemaShape With(this SchemaShape shape, params IEnumerable<SchemaShape.Column> columns)
    {
        Dictionary<string, SchemaShape.Column> result = shape.ToDictionary(c => c.Name);
        foreach (SchemaShape.Column column in columns)
            result[column.Name] = column;
        return new SchemaShape(result.Values);
    }

    /// <summary>The annotation's shape, where the column has it.</summary>
    public static IEnumerable<SchemaShape.Column> Annotation(this SchemaShape.Column column, string kind) =>
        column.Annotations.TryFindColumn(kind, out SchemaShape.Column found) ? [found] : [];

    public static bool IsNormalized(this SchemaShape.Column column) =>
        column.Annotations.TryFindColumn(AnnotationUtils.Kinds.IsNormalized, out SchemaShape.Column found)
        && found is { Kind: SchemaShape.Column.VectorKind.Scalar, ItemType: BooleanDataViewType };

    /// <summary>The shape of the annotation that says a column is normalised.</summary>
    public static SchemaShape.Column NormalizedAnnotation { get; } = new(AnnotationUtils.Kinds.IsNormalized,
        SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false);

    /// <summary>The shape of an annotation that is a vector.</summary>
    public static SchemaShape.Column VectorAnnotation(string kind, DataViewType itemType, bool isKey = false) =>
        new(kind, SchemaShape.Column.VectorKind.Vector, itemType, isKey);
}
