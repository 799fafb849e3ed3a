using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Stages that arrange columns.</summary>
public static class TransformExtensionsCatalog
{
    /// <summary>Joins columns of the same item type into one vector.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The vector's name.</param>
    /// <param name="inputColumnNames">The columns, scalars or vectors, in order.</param>
    public static ColumnConcatenatingEstimator Concatenate(
        this TransformsCatalog catalog, string outputColumnName, params string[] inputColumnNames) =>
        new(catalog.Environment, outputColumnName, inputColumnNames);

    /// <summary>Gives a column a second name.</summary>
    public static ColumnCopyingEstimator CopyColumns(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName) =>
        new(catalog.Environment, outputColumnName, inputColumnName);

    /// <summary>Leaves columns out.</summary>
    public static ColumnSelectingEstimator DropColumns(this TransformsCatalog catalog, params string[] columnNames) =>
        new(catalog.Environment, null, columnNames, keepHidden: false);

    /// <summary>Keeps these columns, in this order, and no hidden ones.</summary>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, params string[] columnNames) =>
        SelectColumns(catalog, columnNames, keepHidden: false);

    /// <summary>Keeps these columns, in this order.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columnNames">The columns.</param>
    /// <param name="keepHidden">Whether hidden columns of these names stay too.</param>
    public static ColumnSelectingEstimator SelectColumns(
        this TransformsCatalog catalog, string[] columnNames, bool keepHidden) =>
        new(catalog.Environment, columnNames, null, keepHidden);
}
