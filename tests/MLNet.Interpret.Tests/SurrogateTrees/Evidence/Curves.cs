using System.IO.Compression;
using System.Text.Json;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees.Evidence;

/// <summary>Data/trees/curves.json: how faithful scikit-learn's CART is to networks, by its number of leaves; and images to learn from.</summary>
internal static class Curves
{
    /// <summary>scikit-learn's fidelity, the mean over the test sets.</summary>
    public static double Expected(string data, int leaves)
    {
        using FileStream file = File.OpenRead(InTrees("curves.json"));
        return JsonDocument.Parse(file).RootElement.GetProperty("cases").EnumerateArray()
            .Single(c => c.GetProperty("data").GetString() == data && c.GetProperty("leaves").GetInt32() == leaves)
            .GetProperty("thirds").EnumerateArray().Average(t => t.GetDouble());
    }

    /// <summary>The pixels of images, from 0 to 255, a row each.</summary>
    public static float[] Images(string path, int count)
    {
        using GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress);
        byte[] bytes = new byte[16 + count * 784];
        stream.ReadExactly(bytes);
        return Array.ConvertAll(bytes[16..], b => (float)b);
    }

    /// <summary>What the network Data/fashion/fashion_cnn.onnx says of images, which it takes as (pixel / 255 - 0.286) / 0.353.</summary>
    public static Examples Ask(float[] pixels)
    {
        using NetworkScorer scorer = new(Onnx.Network.Load(Path.Combine(AppContext.BaseDirectory, "Data", "fashion", "fashion_cnn.onnx")));
        RowBatch rows = RowBatch.OfNumbers(scorer.Inputs[0].Name, Array.ConvertAll(pixels, p => (p / 255 - 0.286f) / 0.353f), 784);
        Examples asked = SurrogateTrainer.Ask(scorer, rows);
        return new Examples(pixels, 784, asked.Targets, 10);
    }

    /// <summary>A line of fashion-labels.txt, which scikit-learn learnt from: 0 training, 1 test, 2 the sample's images.</summary>
    public static int[] Labels(int line) => [.. File.ReadAllLines(InTrees("fashion-labels.txt"))[line].Select(c => c - '0')];

    /// <summary>A lesson on pixels.</summary>
    public static Lesson Lesson(Examples examples) => new(
        [.. Enumerable.Range(0, examples.Width).Select(i => new TreeFeature($"pixel {i}"))], [.. Enumerable.Range(0, 10).Select(i => $"{i}")], examples, new NoTeacher());

    private static string InTrees(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "trees", name);
}
