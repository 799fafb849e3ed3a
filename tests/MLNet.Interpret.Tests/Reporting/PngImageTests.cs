using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MLNet.Interpret.Reporting;

namespace MLNet.Interpret.Tests.Reporting;

public class PngImageTests
{
    [Fact]
    public void The_file_is_what_the_PNG_specification_asks_for()
    {
        PngImage image = new(3, 2);
        image[0, 0] = (1, 2, 3);
        image[2, 1] = (250, 128, 7);
        byte[] png = image.ToBytes();

        // Signature, and the last chunk with its checksum, as the PNG specification prints them.
        Assert.Equal([137, 80, 78, 71, 13, 10, 26, 10], png[..8]);
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^12..]);

        var (width, height, rows) = Decode(png);
        Assert.Equal((3, 2), (width, height));
        Assert.Equal([0, 1, 2, 3, 0, 0, 0, 0, 0, 0], rows[..10]);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 250, 128, 7], rows[10..]);
    }

    [Fact]
    public void Enlarging_repeats_every_pixel()
    {
        PngImage image = new(2, 1);
        image[1, 0] = (9, 9, 9);
        PngImage large = image.Enlarge(3);
        Assert.Equal((6, 3), (large.Width, large.Height));
        Assert.Equal((0, 0, 0), large[2, 2]);
        Assert.Equal((9, 9, 9), large[3, 2]);
    }

    /// <summary>A plain reader of the chunks that the writer makes: header, one data chunk, end.</summary>
    private static (int Width, int Height, byte[] Rows) Decode(byte[] png)
    {
        int width = 0, height = 0, at = 8;
        byte[] rows = [];
        while (at < png.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string type = Encoding.ASCII.GetString(png, at + 4, 4);
            if (type == "IHDR")
            {
                width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 8));
                height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 12));
                Assert.Equal([8, 2, 0, 0, 0], png[(at + 16)..(at + 21)]);
            }
            else if (type == "IDAT")
            {
                using MemoryStream rowsOut = new();
                using ZLibStream zlib = new(new MemoryStream(png, at + 8, length), CompressionMode.Decompress);
                zlib.CopyTo(rowsOut);
                rows = rowsOut.ToArray();
            }
            at += 12 + length;
        }
        return (width, height, rows);
    }
}
