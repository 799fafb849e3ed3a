using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    /// <summary>Data whose rows are objects.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        return new EnumerableDataView<TRow>(
            data, schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read));
    }

    /// <summary>Data whose rows are objects, with the column types and annotations of a given schema.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckValue(schema, nameof(schema));
        return new EnumerableDataView<TRow>(data, DefinitionOf<TRow>(_env, schema));
    }

    /// <summary>The rows of data as objects, read as they are enumerated.</summary>
    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        _env.CheckValue(data, nameof(data));
        return Rows(data, new ObjectWriter<TRow>(data.Schema, ignoreMissingColumns, schemaDefinition), reuseRowObject);
    }

    /// <summary>The members of a class as columns, with the types and annotations of a given schema.</summary>
    internal static SchemaDefinition DefinitionOf<TRow>(IHostEnvironment env, DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            var member = definition[column.Name] ?? throw env.Except($"Type should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            member.AddAnnotations(column.Annotations);
        }
        return definition;
    }

    private static IEnumerable<TRow> Rows<TRow>(IDataView data, ObjectWriter<TRow> writer, bool reuseRowObject)
        where TRow : class, new()
    {
        using var cursor = data.GetRowCursor(writer.Columns);
        var fill = writer.Over(cursor);
        TRow row = null;
        while (cursor.MoveNext())
        {
            if (!reuseRowObject || row is null)
                row = new TRow();
            fill(row);
            yield return row;
        }
    }
}
