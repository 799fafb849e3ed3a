using System.Reflection;
using Microsoft.ML;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The columns of a batch that a model reads, under the model's names for them.</summary>
internal sealed class SurrogateRows(DataViewRow source, IReadOnlyList<DataViewSchema.Column> columns, IReadOnlyList<string> names, int capacity) : InputColumn
{
    private readonly RowBatchReader _reader = new(source, columns, capacity);

    public override void Read(int slot) => _reader.Read(slot);

    public RowBatch Rows(int count) => Named(_reader.ToBatch(count), names);

    /// <summary>The same columns under other names.</summary>
    public static RowBatch Named(RowBatch batch, IReadOnlyList<string> names) =>
        new([.. batch.Columns.Select((c, i) => c.Name == names[i] ? c : (RowColumn)Rename.MakeGenericMethod(c.ItemType).Invoke(null, [c, names[i]])!)]);

    private static readonly MethodInfo Rename = typeof(SurrogateRows).GetMethod(nameof(RenameOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static RowColumn<T> RenameOf<T>(RowColumn<T> column, string name) => new(name, column.Memory, column.Width);
}
