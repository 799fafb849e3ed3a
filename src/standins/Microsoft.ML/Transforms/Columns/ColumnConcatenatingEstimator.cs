using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Estimator of <see cref="ColumnConcatenatingTransformer"/>; there is nothing to learn.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        _host.CheckParam(inputColumnNames.Length > 0, nameof(inputColumnNames), "Input columns not specified");
        _host.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames),
            "Contained some null or empty items");
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    /// <inheritdoc/>
    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new ColumnConcatenatingTransformer(_host, _name, _sources);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        SchemaShape.Column[] columns = [.. _sources.Select(s => inputSchema.Find(_host, s))];
        foreach (SchemaShape.Column column in columns)
        {
            if (column.IsKey)
                throw _host.Except($"Column '{column.Name}' is key. Concatenation of keys is unsupported.");
            if (!column.ItemType.Equals(columns[0].ItemType))
                throw _host.Except($"Concatenated columns should have the same type. Column '{column.Name}' has type of " +
                    $"{column.ItemType}, but expected column type is {columns[0].ItemType}.");
        }

        var annotations = new List<SchemaShape.Column>();
        if (columns.All(c => c.IsNormalized()))
            annotations.Add(SchemaShapeExtensions.NormalizedAnnotation);
        if (columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.Scalar || c.HasSlotNames()))
            annotations.Add(SchemaShapeExtensions.VectorAnnotation(
                AnnotationUtils.Kinds.SlotNames, TextDataViewType.Instance));
        SchemaShape.Column.VectorKind kind = columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.VariableVector)
            ? SchemaShape.Column.VectorKind.VariableVector
            : SchemaShape.Column.VectorKind.Vector;
        return inputSchema.With(new SchemaShape.Column(
            _name, kind, columns[0].ItemType, isKey: false, new SchemaShape(annotations)));
    }
}
