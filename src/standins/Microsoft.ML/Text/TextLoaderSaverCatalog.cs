using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Reads text files.</summary>
public static class TextLoaderSaverCatalog
{
    /// <summary>Reads the columns that the members of <typeparamref name="TInput"/> name with <see cref="LoadColumnAttribute"/>.</summary>
    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog,
        string path,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false) =>
        catalog.LoadFromTextFile(path, ColumnsOf<TInput>(), separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);

    /// <summary>As the overload without options; the columns among the options are not used.</summary>
    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        options ??= new TextLoader.Options();
        options.Columns = ColumnsOf<TInput>();
        return Load(catalog, path, options, sample: null);
    }

    /// <summary>Reads the given columns; names in a header are passed over.</summary>
    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog,
        string path,
        TextLoader.Column[] columns,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
    {
        var options = new TextLoader.Options
        {
            Columns = columns,
            Separators = [separatorChar],
            HasHeader = hasHeader,
            AllowQuoting = allowQuoting,
            TrimWhitespace = trimWhitespace,
            AllowSparse = allowSparse,
        };
        return Load(catalog, path, options, sample: null);
    }

    /// <summary>
    /// Reads columns as the options tell. This looks at the file itself: names in its header become the slot names of
    /// vectors, and ranges may go to the end of its lines.
    /// </summary>
    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options options = null) =>
        Load(catalog, path, options ?? new TextLoader.Options(), sample: path);

    private static TextDataView Load(DataOperationsCatalog catalog, string path, TextLoader.Options options, string sample)
    {
        var environment = catalog.Environment;
        environment.CheckNonEmpty(path, nameof(path));
        environment.CheckParam(File.Exists(path), nameof(path), $"File or directory does not exist at path: {path}");
        var format = TextFormat.Of(options);
        return new TextDataView(environment, path, format, TextLayout.Of(options, format, sample));
    }

    private static TextLoader.Column[] ColumnsOf<TInput>()
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        MemberInfo[] members =
        [
            .. typeof(TInput).GetFields(Public),
            .. typeof(TInput).GetProperties(Public).Where(p => p.GetGetMethod() is not null && p.GetIndexParameters().Length == 0),
        ];
        if (members.Length == 0)
            throw Contracts.ExceptParam(nameof(TInput), $"Should define at least one public, readable field or property in {typeof(TInput)}.");
        return Array.ConvertAll(members, ColumnOf);
    }

    private static TextLoader.Column ColumnOf(MemberInfo member)
    {
        var (kind, type) = member is FieldInfo field ? ("Field", field.FieldType) : ("Property", ((PropertyInfo)member).PropertyType);
        var source = member.GetCustomAttribute<LoadColumnAttribute>()
            ?? throw Contracts.Except($"{kind} '{member.Name}' is missing the {nameof(LoadColumnAttribute)} attribute");
        var itemType = type.IsArray ? type.GetElementType() : type;
        var primitive = itemType.IsEnum ? null : ColumnTypeExtensions.PrimitiveTypeOrNull(itemType);
        return new TextLoader.Column
        {
            Name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name,
            Source = source.Sources,
            KeyCount = member.GetCustomAttribute<KeyTypeAttribute>()?.KeyCount,
            DataKind = ColumnTypeExtensions.KindOrNull(primitive) ?? throw Contracts.Except($"{kind} {member.Name} is of unsupported type."),
        };
    }
}
