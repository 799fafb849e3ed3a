using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML.Data;

namespace FashionMnist;

/// <summary>One picture of a piece of clothing.</summary>
public sealed class FashionImage
{
    /// <summary>28 x 28 grey values, row by row, from 0 (black) to 1 (white).</summary>
    [ColumnName("image"), VectorType(28 * 28)]
    public float[] Pixels { get; set; } = [];

    /// <summary>What it shows: an index into <see cref="FashionImages.Classes"/>.</summary>
    public uint Label { get; set; }
}

/// <summary>Reads images in the format of the MNIST data sets (idx, gzipped).</summary>
public static class FashionImages
{
    /// <summary>The ten classes, in the order of the network's outputs.</summary>
    public static readonly string[] Classes =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Reads the images and labels of a folder.</summary>
    public static List<FashionImage> Read(string folder)
    {
        byte[] pixels = ReadIdx(Path.Combine(folder, "test-images.idx3-ubyte.gz"), magic: 2051);
        byte[] labels = ReadIdx(Path.Combine(folder, "test-labels.idx1-ubyte.gz"), magic: 2049);
        List<FashionImage> images = [];
        for (int i = 0; i < labels.Length; i++)
        {
            byte[] image = pixels[(i * 784)..((i + 1) * 784)];
            images.Add(new FashionImage { Pixels = Array.ConvertAll(image, p => p / 255f), Label = labels[i] });
        }
        return images;
    }

    private static byte[] ReadIdx(string path, int magic)
    {
        using GZipStream gzip = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream memory = new();
        gzip.CopyTo(memory);
        byte[] file = memory.ToArray();
        if (BinaryPrimitives.ReadInt32BigEndian(file) != magic)
        {
            throw new InvalidDataException($"'{path}' is not an idx file of the expected kind.");
        }
        int dimensions = file[3];
        return file[(4 + 4 * dimensions)..];
    }
}
