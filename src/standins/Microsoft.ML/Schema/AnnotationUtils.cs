namespace Microsoft.ML.Data;

/// <summary>The names of the annotations that ML.NET's stages know, and the checks on them.</summary>
internal static class AnnotationUtils
{
    internal static class Kinds
    {
        public const string SlotNames = "SlotNames";
        public const string KeyValues = "KeyValues";
        public const string IsNormalized = "IsNormalized";
        public const string ScoreColumnSetId = "ScoreColumnSetId";
        public const string ScoreColumnKind = "ScoreColumnKind";
        public const string ScoreValueKind = "ScoreValueKind";
        public const string TrainingLabelValues = "TrainingLabelValues";
        public const string CategoricalSlotRanges = "CategoricalSlotRanges";
    }

    /// <summary>Whether the column has names for exactly <paramref name="vectorSize"/> slots.</summary>
    public static bool HasSlotNames(this DataViewSchema.Column column, int vectorSize) =>
        vectorSize > 0
        && column.Annotations.Schema.GetColumnOrNull(Kinds.SlotNames) is { Type: VectorDataViewType { ItemType: TextDataViewType } names }
        && names.Size == vectorSize;

    /// <summary>Whether the shape of a column promises names for its slots.</summary>
    public static bool HasSlotNames(this SchemaShape.Column column) =>
        column.Kind == SchemaShape.Column.VectorKind.Vector
        && column.Annotations.TryFindColumn(Kinds.SlotNames, out var names)
        && names is { Kind: SchemaShape.Column.VectorKind.Vector, IsKey: false, ItemType: TextDataViewType };

    public static void AddSlotNames(
        this DataViewSchema.Annotations.Builder builder, int size, ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter) =>
        builder.Add(Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, size), getter);

    public static void AddKeyValues<TValue>(
        this DataViewSchema.Annotations.Builder builder, int size, PrimitiveDataViewType valueType, ValueGetter<VBuffer<TValue>> getter) =>
        builder.Add(Kinds.KeyValues, new VectorDataViewType(valueType, size), getter);
}
