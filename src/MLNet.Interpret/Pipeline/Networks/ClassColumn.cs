using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Pipeline;

/// <summary>A column of classes: integers from 0, numbers that are whole, or keys, whose first is class 0. A missing key is -1.</summary>
internal sealed class ClassColumn : InputColumn
{
    private readonly Func<long> _read;
    private readonly long[] _values;

    /// <summary>Prepares to read rows.</summary>
    /// <param name="source">The row that values are read from.</param>
    /// <param name="column">The column.</param>
    /// <param name="capacity">The number of rows of the batch.</param>
    public ClassColumn(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        _values = new long[capacity];
        long first = column.Type is KeyDataViewType ? 1 : 0;
        Type raw = column.Type.RawType;
        _read = raw == typeof(long) ? Reader<long>(v => v)
            : raw == typeof(int) ? Reader<int>(v => v)
            : raw == typeof(short) ? Reader<short>(v => v)
            : raw == typeof(sbyte) ? Reader<sbyte>(v => v)
            : raw == typeof(ulong) ? Reader<ulong>(v => checked((long)v) - first)
            : raw == typeof(uint) ? Reader<uint>(v => v - first)
            : raw == typeof(ushort) ? Reader<ushort>(v => v - first)
            : raw == typeof(byte) ? Reader<byte>(v => v - first)
            : raw == typeof(double) ? Reader<double>(Whole)
            : Reader<float>(v => Whole(v));

        Func<long> Reader<T>(Func<T, long> convert)
        {
            ValueGetter<T> getter = source.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                return convert(value);
            };
        }

        long Whole(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15
            ? (long)value
            : throw new ArgumentException($"The column '{column.Name}' has {value} in row {source.Position} (from 0), where a class, a whole number, is expected.");
    }

    /// <summary>Finds the column, and checks that it holds classes.</summary>
    public static DataViewSchema.Column Bind(DataViewSchema schema, string name, string role)
    {
        DataViewSchema.Column column = Columns.Require(schema, name, role);
        Check(name, column.Type is NumberDataViewType or KeyDataViewType, $"{column.Type}", role);
        return column;
    }

    /// <summary>Checks a column that is yet to come.</summary>
    public static void Check(SchemaShape schema, string name, string role)
    {
        SchemaShape.Column column = Columns.Require(schema, name, role);
        bool scalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        Check(name, scalar && column.ItemType is NumberDataViewType, $"{column.Kind} of {column.ItemType}", role);
    }

    /// <summary>The classes of the first rows of the batch.</summary>
    public TensorBuffer Rows(int rows) => TensorBuffer.Of(_values.AsMemory(0, rows), rows);

    public override void Read(int slot) => _values[slot] = _read();

    private static void Check(string name, bool holdsClasses, string type, string role)
    {
        if (!holdsClasses)
        {
            throw new ArgumentException($"The column '{name}' is {type}, but {role} takes one whole number or key in a row.");
        }
    }
}
