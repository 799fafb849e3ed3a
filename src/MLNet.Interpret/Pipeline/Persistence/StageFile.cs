using Microsoft.ML;

namespace MLNet.Interpret.Pipeline;

/// <summary>How stages stand in a model file: a version, a handful of values, and streams of bytes such as a network.</summary>
internal static class StageFile
{
    /// <summary>The version record of a stage, by which ML.NET finds the type that loads it.</summary>
    /// <param name="stage">The stage's type, which has a <c>LoadableClass</c> attribute.</param>
    /// <param name="signature">Eight characters that mark the kind of record.</param>
    /// <param name="loader">The name in the <c>LoadableClass</c> attribute, of at most 24 characters.</param>
    public static VersionInfo Version(Type stage, string signature, string loader) => new(
        modelSignature: signature,
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: stage.Assembly.FullName,
        loaderSignature: loader);

    /// <summary>Writes bytes into a stream of their own beside the record.</summary>
    public static void SaveBytes(this ModelSaveContext context, string name, ReadOnlyMemory<byte> bytes) =>
        context.SaveBinaryStream(name, writer =>
        {
            writer.Write(bytes.Length);
            writer.Write(bytes.Span);
        });

    /// <summary>Reads the bytes that <see cref="SaveBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">They are not there.</exception>
    public static byte[] LoadBytes(this ModelLoadContext context, string name)
    {
        byte[]? bytes = null;
        context.TryLoadBinaryStream(name, reader => bytes = reader.ReadBytes(reader.ReadInt32()));
        return bytes ?? throw new InvalidDataException($"The model file lacks the part '{name}' of a stage of MLNet.Interpret.");
    }
}
