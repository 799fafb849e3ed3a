using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of a schema before there is data: names and kinds of columns, no sizes.</summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape Empty = new([]);

    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
        if (!_columns.All(column => column.IsValid))
            throw new ArgumentOutOfRangeException(nameof(columns), "Some items are not initialized properly.");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new SchemaShape(schema.Where(column => !column.IsHidden)
            .Select(column => Column.Of(column, OfAnnotations(column.Annotations.Schema))));
    }

    private static SchemaShape OfAnnotations(DataViewSchema annotations) =>
        annotations.Count == 0 ? Empty : new SchemaShape(annotations.Select(annotation => Column.Of(annotation, Empty)));

    internal bool TryFindColumn(string name, out Column column)
    {
        column = Array.Find(_columns, candidate => candidate.Name == name);
        return column.IsValid;
    }

    /// <summary>Splits a type into whether it is a vector, its item type and whether that is a key.</summary>
    internal static void GetColumnTypeShape(DataViewType type, out Column.VectorKind vecKind, out DataViewType itemType, out bool isKey)
    {
        vecKind = type is not VectorDataViewType vector ? Column.VectorKind.Scalar
            : vector.IsKnownSize ? Column.VectorKind.Vector : Column.VectorKind.VariableVector;
        itemType = type.GetItemType();
        isKey = itemType is KeyDataViewType;
        if (isKey)
            itemType = ColumnTypeExtensions.PrimitiveTypeFromType(itemType.RawType);
    }

    /// <summary>The shape of one column.</summary>
    public readonly struct Column
    {
        public readonly string Name;
        public readonly VectorKind Kind;
        public readonly DataViewType ItemType;
        public readonly bool IsKey;
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            if (itemType is KeyDataViewType or VectorDataViewType)
                throw new ArgumentOutOfRangeException(nameof(itemType), $"The item type of '{name}' cannot be {itemType}.");
            if (isKey && !KeyDataViewType.IsValidDataType(itemType.RawType))
                throw new ArgumentOutOfRangeException(nameof(itemType), $"The item type {itemType} of '{name}' cannot be a key's.");
            Name = name;
            Kind = vecKind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        internal bool IsValid => Name is not null;

        internal static Column Of(DataViewSchema.Column column, SchemaShape annotations)
        {
            GetColumnTypeShape(column.Type, out var kind, out var itemType, out var isKey);
            return new Column(column.Name, kind, itemType, isKey, annotations);
        }

        /// <summary>The type as messages name it, such as Vector&lt;Single&gt; or Key&lt;UInt32&gt;.</summary>
        internal string GetTypeString()
        {
            var item = IsKey ? $"Key<{ItemType}>" : ItemType.ToString();
            return Kind switch
            {
                VectorKind.Vector => $"Vector<{item}>",
                VectorKind.VariableVector => $"VarVector<{item}>",
                _ => item,
            };
        }

        /// <summary>Whether a column holds one value, a vector of known size or one of varying size.</summary>
        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector,
        }
    }
}
