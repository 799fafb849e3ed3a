using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes and reads the types of columns.</summary>
internal static class TypeCodec
{
    private static readonly PrimitiveDataViewType[] Primitives =
    [
        BooleanDataViewType.Instance, NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16,
        NumberDataViewType.UInt16, NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64,
        NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double, TextDataViewType.Instance,
        DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, TimeSpanDataViewType.Instance,
        RowIdDataViewType.Instance,
    ];

    private const byte Key = 0x40;
    private const byte Vector = 0x80;

    /// <summary>Whether the type is one of ML.NET's own primitive types, a key, or a vector of these.</summary>
    public static bool CanWrite(DataViewType type) => IndexOf(type.GetItemType()) >= 0;

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        DataViewType item = type.GetItemType();
        int index = IndexOf(item);
        if (index < 0)
            throw Contracts.Except($"Columns of type {type} cannot be saved");
        var key = item as KeyDataViewType;
        var vector = type as VectorDataViewType;
        writer.Write((byte)(index | (key is null ? 0 : Key) | (vector is null ? 0 : Vector)));
        if (key is not null)
            writer.Write(key.Count);
        if (vector is not null)
        {
            writer.Write(vector.Dimensions.Length);
            foreach (int d in vector.Dimensions)
                writer.Write(d);
        }
    }

    public static DataViewType Read(BinaryReader reader)
    {
        byte code = reader.ReadByte();
        int index = code & ~(Key | Vector);
        if (index >= Primitives.Length)
            throw Contracts.ExceptDecode($"Corrupt model: {code:x2} is no type of a column");
        PrimitiveDataViewType item = Primitives[index];
        if ((code & Key) != 0)
            item = new KeyDataViewType(item.RawType, reader.ReadUInt64());
        if ((code & Vector) == 0)
            return item;
        var dimensions = new int[reader.ReadInt32()];
        for (int i = 0; i < dimensions.Length; i++)
            dimensions[i] = reader.ReadInt32();
        return new VectorDataViewType(item, ImmutableArray.Create(dimensions));
    }

    private static int IndexOf(DataViewType item) => item is KeyDataViewType
        ? Array.FindIndex(Primitives, p => p.RawType == item.RawType)
        : Array.FindIndex(Primitives, p => p.Equals(item));
}
