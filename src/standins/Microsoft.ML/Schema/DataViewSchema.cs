using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The columns of a data view; a later column hides an earlier one of the same name.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _indexOf;

    private DataViewSchema(Column[] columns, Dictionary<string, int> indexOf)
    {
        _columns = columns;
        _indexOf = indexOf;
    }

    public int Count => _columns.Length;

    public Column this[int columnIndex] => columnIndex >= 0 && columnIndex < _columns.Length
        ? _columns[columnIndex]
        : throw new ArgumentOutOfRangeException(nameof(columnIndex), $"There is no column {columnIndex} among {_columns.Length}.");

    public Column this[string name] => GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found");

    public Column? GetColumnOrNull(string name)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentNullException(nameof(name));
        return _indexOf.TryGetValue(name, out var index) ? _columns[index] : null;
    }

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{Count} columns";

    /// <summary>A column in its schema.</summary>
    public readonly struct Column
    {
        internal Column(string name, int index, bool isHidden, DataViewType type, Annotations annotations)
        {
            Name = name;
            Index = index;
            IsHidden = isHidden;
            Type = type;
            Annotations = annotations ?? Annotations.Empty;
        }

        public string Name { get; }

        public int Index { get; }

        public bool IsHidden { get; }

        public DataViewType Type { get; }

        public Annotations Annotations { get; }

        public override string ToString()
        {
            var annotations = Annotations is { Schema.Count: > 0 } ? $" {{{Annotations}}}" : "";
            return $"{Name}: {Type}{annotations}";
        }
    }

    /// <summary>A column that is in no schema yet.</summary>
    public readonly struct DetachedColumn
    {
        public DetachedColumn(string name, DataViewType type, Annotations annotations = null)
        {
            Check(name, type);
            Name = name;
            Type = type;
            Annotations = annotations ?? Annotations.Empty;
        }

        public DetachedColumn(Column column)
        {
            Name = column.Name;
            Type = column.Type;
            Annotations = column.Annotations;
        }

        public string Name { get; }

        public DataViewType Type { get; }

        public Annotations Annotations { get; }
    }

    /// <summary>Gathers columns into a schema.</summary>
    public sealed class Builder
    {
        private readonly List<DetachedColumn> _columns = [];

        public Builder()
        {
        }

        public void AddColumn(string name, DataViewType type, Annotations annotations = null) =>
            _columns.Add(new DetachedColumn(name, type, annotations));

        public void AddColumns(IEnumerable<DetachedColumn> source)
        {
            foreach (var column in source)
                AddColumn(column.Name, column.Type, column.Annotations);
        }

        public void AddColumns(IEnumerable<Column> source)
        {
            foreach (var column in source)
                AddColumn(column.Name, column.Type, column.Annotations);
        }

        public DataViewSchema ToSchema()
        {
            var indexOf = new Dictionary<string, int>();
            for (var i = 0; i < _columns.Count; i++)
                indexOf[_columns[i].Name] = i;
            var columns = new Column[_columns.Count];
            for (var i = 0; i < columns.Length; i++)
            {
                var (name, type, annotations) = (_columns[i].Name, _columns[i].Type, _columns[i].Annotations);
                columns[i] = new Column(name, i, indexOf[name] != i, type, annotations);
            }
            return new DataViewSchema(columns, indexOf);
        }
    }

    private static void Check(string name, DataViewType type)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentNullException(nameof(name));
        ArgumentNullException.ThrowIfNull(type);
    }
}
