using System.Runtime.InteropServices;

namespace MLNet.Interpret.Scoring;

/// <summary>Columns of rows in a stream of bytes.</summary>
internal static class RowColumnFile
{
    private static readonly Type[] Types =
    [
        typeof(float), typeof(double), typeof(bool), typeof(sbyte), typeof(short), typeof(int), typeof(long),
        typeof(byte), typeof(ushort), typeof(uint), typeof(ulong), typeof(ReadOnlyMemory<char>),
    ];

    public static void Save(BinaryWriter writer, RowColumn column)
    {
        int type = Array.IndexOf(Types, column.ItemType);
        if (type < 0)
        {
            throw new NotSupportedException($"The column '{column.Name}' holds {column.ItemType.Name}, which is not saved.");
        }
        writer.Write((byte)type);
        writer.Write(column.Name);
        writer.Write(column.Width);
        writer.Write(column.Rows);
        if (column is RowColumn<ReadOnlyMemory<char>> text)
        {
            foreach (ReadOnlyMemory<char> value in text.Memory.Span)
            {
                writer.Write(value.ToString());
            }
            return;
        }
        writer.Write(Generic<Func<RowColumn, byte[]>>(nameof(BytesOf), column.ItemType)(column));
    }

    public static RowColumn Load(BinaryReader reader)
    {
        Type type = Types[reader.ReadByte()];
        string name = reader.ReadString();
        int width = reader.ReadInt32(), rows = reader.ReadInt32();
        RowColumn column = new ScorerInput(name, type, width).Allocate(rows);
        if (column is RowColumn<ReadOnlyMemory<char>> text)
        {
            for (int i = 0; i < text.Memory.Length; i++)
            {
                text.Memory.Span[i] = reader.ReadString().AsMemory();
            }
            return column;
        }
        Generic<Action<RowColumn, BinaryReader>>(nameof(ReadInto), type)(column, reader);
        return column;
    }

    private static T Generic<T>(string method, Type type) where T : Delegate =>
        typeof(RowColumnFile).GetMethod(method, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type).CreateDelegate<T>();

    private static byte[] BytesOf<T>(RowColumn column) where T : unmanaged => MemoryMarshal.AsBytes(column.Values<T>().Span).ToArray();

    private static void ReadInto<T>(RowColumn column, BinaryReader reader) where T : unmanaged =>
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(column.Values<T>().Span));
}
