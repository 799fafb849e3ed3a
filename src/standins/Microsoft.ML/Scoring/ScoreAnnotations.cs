using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>The annotations by which the columns that a model adds are known, and belong together.</summary>
internal static class ScoreAnnotations
{
    private static readonly KeyDataViewType SetId = new(typeof(uint), int.MaxValue);

    /// <summary>A number for the columns of one model, greater than those in the schema.</summary>
    public static uint NextSetId(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (DataViewSchema.Column column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnSetId)?.Type.RawType != typeof(uint))
                continue;
            uint id = 0;
            column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnSetId, ref id);
            largest = Math.Max(largest, id);
        }
        return largest + 1;
    }

    public static DataViewSchema.Annotations Of(string columnKind, string valueKind, uint setId, bool isNormalized = false)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnKind, TextDataViewType.Instance, columnKind.AsMemory());
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnSetId, SetId, setId);
        if (isNormalized)
            builder.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        return builder.ToAnnotations();
    }

    public static SchemaShape Shape(bool isNormalized = false)
    {
        const SchemaShape.Column.VectorKind scalar = SchemaShape.Column.VectorKind.Scalar;
        return new SchemaShape(
        [
            new(AnnotationUtils.Kinds.ScoreColumnSetId, scalar, NumberDataViewType.UInt32, isKey: true),
            new(AnnotationUtils.Kinds.ScoreColumnKind, scalar, TextDataViewType.Instance, isKey: false),
            new(AnnotationUtils.Kinds.ScoreValueKind, scalar, TextDataViewType.Instance, isKey: false),
            .. isNormalized ? [SchemaShapeExtensions.NormalizedAnnotation] : Array.Empty<SchemaShape.Column>(),
        ]);
    }

    /// <summary>The columns that a calibrated model of two classes adds.</summary>
    public static IEnumerable<SchemaShape.Column> BinaryColumns()
    {
        const SchemaShape.Column.VectorKind scalar = SchemaShape.Column.VectorKind.Scalar;
        return
        [
            new(DefaultColumnNames.Score, scalar, NumberDataViewType.Single, isKey: false, Shape()),
            new(DefaultColumnNames.Probability, scalar, NumberDataViewType.Single, isKey: false, Shape(isNormalized: true)),
            new(DefaultColumnNames.PredictedLabel, scalar, BooleanDataViewType.Instance, isKey: false, Shape()),
        ];
    }
}
