using System.Text;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Tests;

public sealed class NpyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("npy").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_NumPy_wrote_is_read()
    {
        // numpy.save(f, numpy.arange(6, dtype='<i8').reshape(2, 3)), NumPy 1.24, byte for byte.
        string header = "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n";
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, 0x76, 0, .. Encoding.ASCII.GetBytes(header),
            .. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((long)i))];
        NpyArray array = Npy.Read(Save(file));
        Assert.Equal([2, 3], array.Shape);
        Assert.Equal([0L, 1, 2, 3, 4, 5], Assert.IsType<long[]>(array.Values));
        Assert.Equal([0f, 1, 2, 3, 4, 5], array.ToFloats());
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, "(2, 3)")]
    [InlineData(new long[] { 6 }, "(6,)")]
    public void What_is_written_has_the_header_that_NumPy_writes(long[] shape, string printed)
    {
        string path = Path.Combine(_folder, "a.npy");
        Npy.Write(path, [0, 1.5f, 2, 3, 4, -5], shape);
        byte[] bytes = File.ReadAllBytes(path);
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {printed}, }}".PadRight(117) + "\n";
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, 0x76, 0, .. Encoding.ASCII.GetBytes(header)], bytes[..128]);
        NpyArray array = Npy.Read(path);
        Assert.Equal(shape, array.Shape);
        Assert.Equal([0, 1.5f, 2, 3, 4, -5], array.ToFloats());
    }

    [Fact]
    public void Bad_files_are_named_with_a_remedy()
    {
        Assert.Contains("no file", Assert.Throws<FileNotFoundException>(() => Npy.Read(Path.Combine(_folder, "none.npy"))).Message, StringComparison.Ordinal);
        Assert.Contains("not a .npy file", Fails("PK\u0003\u0004 something else"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("Fortran order", Fails(Header("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", 4)), StringComparison.Ordinal);
        Assert.Contains("'<f2'", Fails(Header("{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }", 2)), StringComparison.Ordinal);
        Assert.Contains("needs 8", Fails(Header("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4)), StringComparison.Ordinal);
    }

    private string Fails(byte[] file) => Assert.Throws<InvalidDataException>(() => Npy.Read(Save(file))).Message;

    private static byte[] Header(string header, int data) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[data]];

    private string Save(byte[] bytes)
    {
        string path = Path.Combine(_folder, "file.npy");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
