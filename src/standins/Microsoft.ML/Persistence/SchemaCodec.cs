using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes and reads a schema with its annotations, so that a loaded model tells what it was made for.</summary>
internal static class SchemaCodec
{
    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        DataViewSchema.Column[] columns = [.. schema.Where(c => TypeCodec.CanWrite(c.Type))];
        writer.Write(columns.Length);
        foreach (DataViewSchema.Column column in columns)
        {
            writer.Write(column.Name);
            TypeCodec.Write(writer, column.Type);
            WriteAnnotations(writer, column.Annotations);
        }
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        var builder = new DataViewSchema.Builder();
        for (int n = reader.ReadInt32(); n > 0; n--)
            builder.AddColumn(reader.ReadString(), TypeCodec.Read(reader), ReadAnnotations(reader));
        return builder.ToSchema();
    }

    private static void WriteAnnotations(BinaryWriter writer, DataViewSchema.Annotations annotations)
    {
        DataViewSchema.Column[] kinds = [.. annotations.Schema.Where(c => !c.IsHidden && TypeCodec.CanWrite(c.Type))];
        writer.Write(kinds.Length);
        foreach (DataViewSchema.Column kind in kinds)
        {
            writer.Write(kind.Name);
            TypeCodec.Write(writer, kind.Type);
            Action<BinaryWriter, DataViewSchema.Annotations, DataViewSchema.Column> write =
                kind.Type is VectorDataViewType ? WriteVector<int> : WriteValue<int>;
            GenericCall.Of<object>(kind.Type.GetItemType().RawType, write, writer, annotations, kind);
        }
    }

    private static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        for (int n = reader.ReadInt32(); n > 0; n--)
        {
            string name = reader.ReadString();
            DataViewType type = TypeCodec.Read(reader);
            Func<BinaryReader, Delegate> read = type is VectorDataViewType ? ReadVector<int> : ReadValue<int>;
            builder.Add(name, type, GenericCall.Of<Delegate>(type.GetItemType().RawType, read, reader));
        }
        return builder.ToAnnotations();
    }

    private static void WriteValue<T>(
        BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column kind)
    {
        T value = default;
        annotations.GetValue(kind.Name, ref value);
        ValueCodec<T>.Instance.Write(writer, value);
    }

    private static void WriteVector<T>(
        BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column kind)
    {
        VBuffer<T> values = default;
        annotations.GetValue(kind.Name, ref values);
        writer.Write(values.Length);
        foreach (T value in values.DenseValues())
            ValueCodec<T>.Instance.Write(writer, value);
    }

    private static Delegate ReadValue<T>(BinaryReader reader)
    {
        T value = ValueCodec<T>.Instance.Read(reader);
        return (ValueGetter<T>)((ref T destination) => destination = value);
    }

    private static Delegate ReadVector<T>(BinaryReader reader)
    {
        var values = new T[reader.ReadInt32()];
        for (int i = 0; i < values.Length; i++)
            values[i] = ValueCodec<T>.Instance.Read(reader);
        var vector = new VBuffer<T>(values.Length, values);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) => vector.CopyTo(ref destination));
    }
}
