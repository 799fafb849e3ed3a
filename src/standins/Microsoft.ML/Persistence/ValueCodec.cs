using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes and reads the single values that a column can hold, by their .NET type.</summary>
internal abstract class ValueCodec<T>
{
    public static readonly ValueCodec<T> Instance = (ValueCodec<T>)Make() ?? throw Contracts.Except(
        $"Values of type {typeof(T)} cannot be saved");

    public abstract void Write(BinaryWriter writer, T value);

    public abstract T Read(BinaryReader reader);

    private static object Make() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Boolean => new Codec<bool>((w, v) => w.Write(v), r => r.ReadBoolean()),
        TypeCode.SByte => new Codec<sbyte>((w, v) => w.Write(v), r => r.ReadSByte()),
        TypeCode.Byte => new Codec<byte>((w, v) => w.Write(v), r => r.ReadByte()),
        TypeCode.Int16 => new Codec<short>((w, v) => w.Write(v), r => r.ReadInt16()),
        TypeCode.UInt16 => new Codec<ushort>((w, v) => w.Write(v), r => r.ReadUInt16()),
        TypeCode.Int32 => new Codec<int>((w, v) => w.Write(v), r => r.ReadInt32()),
        TypeCode.UInt32 => new Codec<uint>((w, v) => w.Write(v), r => r.ReadUInt32()),
        TypeCode.Int64 => new Codec<long>((w, v) => w.Write(v), r => r.ReadInt64()),
        TypeCode.UInt64 => new Codec<ulong>((w, v) => w.Write(v), r => r.ReadUInt64()),
        TypeCode.Single => new Codec<float>((w, v) => w.Write(v), r => r.ReadSingle()),
        TypeCode.Double => new Codec<double>((w, v) => w.Write(v), r => r.ReadDouble()),
        TypeCode.DateTime => new Codec<DateTime>((w, v) => w.Write(v.Ticks), r => new(r.ReadInt64())),
        _ when typeof(T) == typeof(ReadOnlyMemory<char>) =>
            new Codec<ReadOnlyMemory<char>>((w, v) => w.Write(v.ToString()), r => r.ReadString().AsMemory()),
        _ when typeof(T) == typeof(TimeSpan) => new Codec<TimeSpan>((w, v) => w.Write(v.Ticks), r => new(r.ReadInt64())),
        _ when typeof(T) == typeof(DateTimeOffset) => new Codec<DateTimeOffset>(
            (w, v) => { w.Write(v.Ticks); w.Write(v.Offset.Ticks); }, r => new(r.ReadInt64(), new(r.ReadInt64()))),
        _ when typeof(T) == typeof(DataViewRowId) => new Codec<DataViewRowId>(
            (w, v) => { w.Write(v.Low); w.Write(v.High); }, r => new(r.ReadUInt64(), r.ReadUInt64())),
        _ => null,
    };

    private sealed class Codec<TValue>(Action<BinaryWriter, TValue> write, Func<BinaryReader, TValue> read)
        : ValueCodec<TValue>
    {
        public override void Write(BinaryWriter writer, TValue value) => write(writer, value);

        public override TValue Read(BinaryReader reader) => read(reader);
    }
}
