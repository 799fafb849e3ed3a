namespace Microsoft.ML.Data;

/// <summary>The well-known annotations of a column.</summary>
public static class SchemaAnnotationsExtensions
{
    /// <summary>Whether the column is a vector of known size with a name for each slot.</summary>
    public static bool HasSlotNames(this DataViewSchema.Column column) => column.HasSlotNames(column.Type.GetVectorSize());

    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames) =>
        column.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref slotNames);

    /// <summary>Whether the column holds keys with a value of the given type (text, where not given) for each.</summary>
    public static bool HasKeyValues(this DataViewSchema.Column column, PrimitiveDataViewType keyValueItemType = null) =>
        column.Type.GetItemType() is KeyDataViewType key
        && column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues) is { Type: VectorDataViewType values }
        && key.Count == (ulong)values.Size
        && values.ItemType.Equals(keyValueItemType ?? TextDataViewType.Instance);

    public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues) =>
        column.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref keyValues);

    public static bool IsNormalized(this DataViewSchema.Column column)
    {
        var normalized = false;
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.IsNormalized) is { Type: BooleanDataViewType })
            column.Annotations.GetValue(AnnotationUtils.Kinds.IsNormalized, ref normalized);
        return normalized;
    }
}
