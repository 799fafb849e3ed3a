using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The frame of a saved model: a fixed header, the model's own bytes, its table of strings, the name of the assembly
/// that loads it, and a tail mark. The layout is ML.NET's.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct ModelHeader
{
    public const int Size = 256;

    private const ulong Mark = 0x4C45444F4D004C4D;
    private const ulong TailMark = 0x4D4C004D4F44454C;
    private const uint Version = 0x00010002;

    [FieldOffset(0x00)] private ulong _mark;
    [FieldOffset(0x08)] private uint _written;
    [FieldOffset(0x0C)] private uint _readable;
    [FieldOffset(0x10)] private long _modelAt;
    [FieldOffset(0x18)] private long _modelBytes;
    [FieldOffset(0x20)] private long _stringEndsAt;
    [FieldOffset(0x28)] private long _stringEndsBytes;
    [FieldOffset(0x30)] private long _charsAt;
    [FieldOffset(0x38)] private long _charsBytes;
    [FieldOffset(0x40)] public ulong ModelSignature;
    [FieldOffset(0x48)] public uint ModelVerWritten;
    [FieldOffset(0x4C)] public uint ModelVerReadable;
    [FieldOffset(0x50)] private LoaderName _loader;
    [FieldOffset(0x68)] private LoaderName _loaderAlt;
    [FieldOffset(0x80)] private long _tailAt;
    [FieldOffset(0x88)] private long _end;
    [FieldOffset(0x90)] private long _assemblyAt;
    [FieldOffset(0x98)] private uint _assemblyBytes;

    public readonly string LoaderSignature => _loader.ToString();

    public readonly string LoaderSignatureAlt => _loaderAlt.ToString();

    /// <summary>The name under which a loader is registered, 24 bytes at most.</summary>
    [System.Runtime.CompilerServices.InlineArray(24)]
    private struct LoaderName
    {
        private byte _first;

        public static LoaderName Of(string name)
        {
            var packed = new LoaderName();
            if (name is null)
                return packed;
            if (name.Length > 24 || name.Any(c => c > 0xFF))
                throw Contracts.Except($"Loader signature '{name}' must be at most 24 Latin-1 characters");
            Encoding.Latin1.GetBytes(name, packed);
            return packed;
        }

        public override readonly string ToString() => Encoding.Latin1.GetString(this).TrimEnd('\0');
    }

    public void SetVersionInfo(VersionInfo version)
    {
        ModelSignature = version.ModelSignature;
        ModelVerWritten = version.VerWrittenCur;
        ModelVerReadable = version.VerReadableCur;
        _loader = LoaderName.Of(version.LoaderSignature);
        _loaderAlt = LoaderName.Of(version.LoaderSignatureAlt);
    }

    public readonly void Check(VersionInfo version)
    {
        if (ModelSignature != version.ModelSignature)
            throw Contracts.ExceptDecode("Unknown file type");
        if (ModelVerReadable > ModelVerWritten)
            throw Contracts.ExceptDecode("Corrupt file header");
        if (ModelVerReadable > version.VerWrittenCur)
            throw Contracts.ExceptDecode($"Component '{version.LoaderSignature}' of the model is too new: " +
                $"at most version {version.VerWrittenCur:x8} can be read, it is {ModelVerReadable:x8}");
        if (ModelVerWritten < version.VerWeCanReadBack)
            throw Contracts.ExceptDecode($"Component '{version.LoaderSignature}' of the model is too old: " +
                $"at least version {version.VerWeCanReadBack:x8} can be read, it is {ModelVerWritten:x8}");
    }

    /// <summary>Leaves room for the header; the model's bytes follow.</summary>
    public static ModelHeader Begin(BinaryWriter writer)
    {
        writer.Write(new byte[Size]);
        return new ModelHeader { _mark = Mark, _written = Version, _readable = Version, _modelAt = Size };
    }

    /// <summary>Writes what follows the model's bytes, then the header itself.</summary>
    public void End(BinaryWriter writer, IReadOnlyList<string> strings, string assembly)
    {
        Stream stream = writer.BaseStream;
        writer.Flush();
        _modelBytes = stream.Position - Size;
        if (strings.Count > 0)
        {
            _stringEndsAt = stream.Position;
            long end = 0;
            foreach (string s in strings)
                writer.Write(end += s.Length * sizeof(char));
            _stringEndsBytes = strings.Count * sizeof(long);
            _charsAt = stream.Position;
            foreach (string s in strings)
                writer.Write(MemoryMarshal.AsBytes(s.AsSpan()));
            _charsBytes = end;
        }
        if (!string.IsNullOrEmpty(assembly))
        {
            _assemblyAt = stream.Position;
            _assemblyBytes = (uint)assembly.Length * sizeof(char);
            writer.Write(MemoryMarshal.AsBytes(assembly.AsSpan()));
        }
        _tailAt = stream.Position;
        writer.Write(TailMark);
        _end = stream.Position;
        stream.Position = 0;
        writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<ModelHeader>(in this)));
        stream.Position = _end;
    }

    /// <summary>Reads all but the model's own bytes, at which the reader is left.</summary>
    public static ModelHeader Read(BinaryReader reader, out string[] strings, out string assembly)
    {
        byte[] bytes = reader.ReadBytes(Size);
        if (bytes.Length != Size)
            throw Contracts.ExceptDecode("Corrupt model: it ends within its header");
        var header = MemoryMarshal.Read<ModelHeader>(bytes);
        long length = reader.BaseStream.Length;
        if (header._mark != Mark)
            throw Contracts.ExceptDecode("Wrong file type");
        if (header._readable > Version)
            throw Contracts.ExceptDecode("File is too new");
        long parts = header._modelBytes + header._stringEndsBytes + header._charsBytes + header._assemblyBytes;
        if (header._modelAt != Size || header._end > length || header._tailAt != Size + parts
            || header._end != header._tailAt + sizeof(ulong) || header._modelBytes < 0 || header._charsBytes < 0
            || header._stringEndsBytes is < 0 || header._stringEndsBytes % sizeof(long) != 0)
            throw Contracts.ExceptDecode("Corrupt model header");

        reader.BaseStream.Position = Size + header._modelBytes;
        byte[] ends = reader.ReadBytes((int)header._stringEndsBytes);
        string chars = Encoding.Unicode.GetString(reader.ReadBytes((int)header._charsBytes));
        strings = Split(chars, MemoryMarshal.Cast<byte, long>(ends));
        assembly = Encoding.Unicode.GetString(reader.ReadBytes((int)header._assemblyBytes));
        if (reader.ReadUInt64() != TailMark)
            throw Contracts.ExceptDecode("Corrupt model file tail");
        reader.BaseStream.Position = Size;
        return header;
    }

    public readonly void CheckAtEnd(BinaryReader reader)
    {
        if (reader.BaseStream.Position != Size + _modelBytes)
            throw Contracts.ExceptDecode($"The loader '{LoaderSignature}' read {reader.BaseStream.Position - Size} bytes " +
                $"of a model of {_modelBytes}");
    }

    private static string[] Split(string chars, ReadOnlySpan<long> ends)
    {
        var strings = new string[ends.Length];
        int from = 0;
        for (int i = 0; i < strings.Length; i++)
        {
            int to = (int)(ends[i] / sizeof(char));
            if (to < from || to > chars.Length)
                throw Contracts.ExceptDecode("Corrupt model string table");
            strings[i] = chars[from..to];
            from = to;
        }
        return strings;
    }
}
