using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Pipeline;

/// <summary>A column whose rows are rows of a network's input.</summary>
internal sealed class NetworkColumn
{
    private readonly long[] _rowShape;
    private readonly int _size;

    /// <summary>Finds the column, and checks that it fits.</summary>
    /// <param name="schema">The data's schema.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="input">The network's input; all its sizes but the batch are known.</param>
    /// <param name="role">What the column is needed as, in a message.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is of a wrong type or size.</exception>
    public NetworkColumn(DataViewSchema schema, string column, ValueInfo input, string role)
    {
        Column = Columns.Require(schema, column, role);
        (Element, _rowShape, _size) = Describe(input);
        VectorDataViewType? vector = Column.Type as VectorDataViewType;
        CheckType(column, (vector?.ItemType ?? Column.Type).RawType, $"{Column.Type}", input, role);
        int size = vector?.Size ?? 1;
        if (size != _size && !(vector is not null && size == 0))
        {
            throw new ArgumentException(
                $"The column '{column}' has {size} {(size == 1 ? "element" : "elements")} in a row, but {role} takes {_size} ({input.Type}).");
        }
    }

    /// <summary>The column.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>The type of its elements.</summary>
    public ElementType Element { get; }

    /// <summary>The type of a column of the same elements, and the same dimensions where they are known.</summary>
    public DataViewType SameType => Column.Type is VectorDataViewType { Size: 0 } open ? new VectorDataViewType(open.ItemType, _size) : Column.Type;

    /// <summary>Checks a column that is yet to come.</summary>
    /// <inheritdoc cref="NetworkColumn(DataViewSchema, string, ValueInfo, string)"/>
    public static SchemaShape.Column Check(SchemaShape schema, string column, ValueInfo input, string role)
    {
        SchemaShape.Column found = Columns.Require(schema, column, role);
        CheckType(column, found.ItemType.RawType, $"{found.Kind} of {found.ItemType}", input, role);
        int size = Describe(input).Size;
        if (found.Kind == SchemaShape.Column.VectorKind.Scalar && size != 1)
        {
            throw new ArgumentException($"The column '{column}' has one element in a row, but {role} takes {size} ({input.Type}).");
        }
        return found;
    }

    /// <summary>Prepares to read rows.</summary>
    /// <param name="source">The row that values are read from.</param>
    /// <param name="capacity">The number of rows of the batch.</param>
    public NetworkInputColumn Read(DataViewRow source, int capacity)
    {
        return Element switch
        {
            ElementType.Float => Of<float>((values, shape) => TensorBuffer.Of(values, shape)),
            ElementType.Double => Of<double>((values, shape) => TensorBuffer.Of(values, shape)),
            ElementType.Int64 => Of<long>((values, shape) => TensorBuffer.Of(values, shape)),
            ElementType.Int32 => Of<int>((values, shape) => TensorBuffer.Of(values, shape)),
            ElementType.UInt8 => Of<byte>((values, shape) => TensorBuffer.Of(values, shape)),
            _ => Of<bool>((values, shape) => TensorBuffer.Of(values, shape)),
        };

        NetworkInputColumn Of<T>(Func<Memory<T>, long[], TensorBuffer> tensor) where T : unmanaged
        {
            InputColumn<T> column = new(source, Column, _size, capacity);
            return new(column, rows => tensor(column.Values.AsMemory(0, rows * _size), [rows, .. _rowShape]));
        }
    }

    private static (ElementType Element, long[] RowShape, int Size) Describe(ValueInfo input)
    {
        TensorShape row = new(input.Type!.Shape!.Skip(1));
        if (!row.IsStatic)
        {
            throw new NotSupportedException($"The network's input '{input.Name}' is {input.Type}, whose rows have no known size; export the network with its sizes fixed, the batch aside.");
        }
        return (input.Type.Element, row.Sizes, checked((int)row.ElementCount));
    }

    private static void CheckType(string column, Type found, string type, ValueInfo input, string role)
    {
        Type expected = input.Type!.Element switch
        {
            ElementType.Float => typeof(float),
            ElementType.Double => typeof(double),
            ElementType.Int64 => typeof(long),
            ElementType.Int32 => typeof(int),
            ElementType.UInt8 => typeof(byte),
            ElementType.Bool => typeof(bool),
            _ => throw new NotSupportedException($"The network's input '{input.Name}' is {input.Type}, which no column is passed to; add a Cast from Float to the network."),
        };
        if (found != expected)
        {
            throw new ArgumentException($"The column '{column}' is {type}, but {role} takes {expected.Name} ({input.Type}).");
        }
    }
}

/// <summary>A column that is read as rows of a network's input.</summary>
/// <param name="Column">The column.</param>
/// <param name="Rows">The first rows of the batch, as a tensor over their memory.</param>
internal sealed record NetworkInputColumn(InputColumn Column, Func<int, TensorBuffer> Rows);

/// <summary>A column that a network's output is written into.</summary>
/// <param name="Column">The column.</param>
/// <param name="Rows">The first rows of the batch, as a tensor over their memory.</param>
internal sealed record NetworkOutputColumn(OutputColumn Column, Func<int, TensorBuffer> Rows)
{
    /// <summary>A column for tensors of a type.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="element">The type of the tensor's elements.</param>
    /// <param name="rowShape">The shape of one row of the tensor.</param>
    /// <param name="capacity">The number of rows of the batch.</param>
    public static NetworkOutputColumn Of(DataViewType type, ElementType element, long[] rowShape, int capacity)
    {
        int size = 1;
        foreach (long d in rowShape)
        {
            size = checked(size * (int)d);
        }
        return element switch
        {
            ElementType.Double => Make<double>((values, shape) => TensorBuffer.Of(values, shape)),
            ElementType.Int64 => Make<long>((values, shape) => TensorBuffer.Of(values, shape)),
            _ => Make<float>((values, shape) => TensorBuffer.Of(values, shape)),
        };

        NetworkOutputColumn Make<T>(Func<Memory<T>, long[], TensorBuffer> tensor)
        {
            OutputColumn<T> column = new(type, size, capacity);
            return new(column, rows => tensor(column.Values.AsMemory(0, rows * size), [rows, .. rowShape]));
        }
    }
}
