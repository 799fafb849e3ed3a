using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Data;

/// <summary>Rows numbered from 0, with values of several types made from the number.</summary>
internal sealed class Numbered
{
    public int I;
    public string S = null!;
    public float F;

    [KeyType(5)]
    public uint K;

    public long L;
    public bool B;

    [VectorType(2)]
    public float[] V = null!;

    public static IDataView Rows(MLContext context, int count) => context.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new Numbered
        {
            I = i, S = $"k{i % 7}", F = i / 3f, K = (uint)(i % 5), L = i % 6, B = i % 2 == 0, V = [i % 4, 1],
        }).ToArray());

    public static int[] Numbers(IDataView data) => [.. data.GetColumn<int>("I")];
}
