using System.Buffers.Binary;
using System.IO.Compression;

namespace MLNet.Interpret.Reporting;

/// <summary>An image of 8 bits a channel, red, green and blue, that can be written as a PNG file.</summary>
public sealed class PngImage
{
    private readonly byte[] _pixels;

    /// <summary>A black image.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public PngImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Width = width;
        Height = height;
        _pixels = new byte[checked(width * height * 3)];
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>A pixel's colour.</summary>
    /// <param name="x">The column, from the left.</param>
    /// <param name="y">The row, from the top.</param>
    public (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            int at = (y * Width + x) * 3;
            return (_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
        set
        {
            int at = (y * Width + x) * 3;
            (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = value;
        }
    }

    /// <summary>The same image with every pixel as a square of <paramref name="factor"/> by <paramref name="factor"/>.</summary>
    public PngImage Enlarge(int factor)
    {
        PngImage large = new(Width * factor, Height * factor);
        for (int y = 0; y < large.Height; y++)
        {
            for (int x = 0; x < large.Width; x++)
            {
                large[x, y] = this[x / factor, y / factor];
            }
        }
        return large;
    }

    /// <summary>The image as a PNG file.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream png = new();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = 8; // bits a channel
        header[9] = 2; // red, green, blue
        Chunk(png, "IHDR"u8, header);

        using MemoryStream data = new();
        using (ZLibStream zlib = new(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < Height; y++)
            {
                zlib.WriteByte(0); // the row is not filtered
                zlib.Write(_pixels, y * Width * 3, Width * 3);
            }
        }
        Chunk(png, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Writes the image as a PNG file, whole or not at all.</summary>
    public void Save(string path)
    {
        string temporary = path + ".part";
        File.WriteAllBytes(temporary, ToBytes());
        File.Move(temporary, path, overwrite: true);
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(data, Crc(type, uint.MaxValue)));
        png.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data, uint crc)
    {
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }
        return crc;
    }
}
