using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>What the examples in one bin come to.</summary>
internal struct BinSum
{
    public double Targets;
    public double Weights;
    public long Count;
}

/// <summary>The sums by bin of one feature.</summary>
internal static class Histogram
{
    public static void Fill(Span<BinSum> sums, byte[] bins, ReadOnlySpan<int> rows, ReadOnlySpan<double> targets,
        ReadOnlySpan<double> weights)
    {
        sums.Clear();
        // Bins were numbered within the histogram's length and rows within the examples', so nothing is checked again here.
        ref BinSum first = ref MemoryMarshal.GetReference(sums);
        ref byte bin = ref MemoryMarshal.GetArrayDataReference(bins);
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref double target = ref MemoryMarshal.GetReference(targets);
        if (weights.IsEmpty)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                ref BinSum sum = ref Unsafe.Add(ref first, Unsafe.Add(ref bin, Unsafe.Add(ref row, i)));
                sum.Targets += Unsafe.Add(ref target, i);
                sum.Count++;
            }
            return;
        }
        ref double weight = ref MemoryMarshal.GetReference(weights);
        for (int i = 0; i < rows.Length; i++)
        {
            ref BinSum sum = ref Unsafe.Add(ref first, Unsafe.Add(ref bin, Unsafe.Add(ref row, i)));
            sum.Targets += Unsafe.Add(ref target, i);
            sum.Weights += Unsafe.Add(ref weight, i);
            sum.Count++;
        }
    }

    /// <summary>Takes a part away from the whole.</summary>
    public static void Subtract(Span<BinSum> whole, ReadOnlySpan<BinSum> part)
    {
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i].Targets -= part[i].Targets;
            whole[i].Weights -= part[i].Weights;
            whole[i].Count -= part[i].Count;
        }
    }
}

/// <summary>A way to part a leaf's examples in two.</summary>
/// <param name="Gain">By how much it lowers the sum of squares; negative infinity where there is no way.</param>
/// <param name="Feature">The feature, among those binned.</param>
/// <param name="Bin">The last bin that goes to the left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin)
{
    public static Split None { get; } = new(double.NegativeInfinity, -1, -1);

    /// <summary>The best threshold on one feature; the highest of those that are equally good.</summary>
    public static Split Best(int feature, ReadOnlySpan<BinSum> sums, in LeafTotals leaf, int minimumPerLeaf)
    {
        // As in ML.NET, so that no side without weight is divided by.
        const double epsilon = 1e-10;
        double whole = leaf.Targets * leaf.Targets / (leaf.IsWeighted ? leaf.Weights + 2 * epsilon : leaf.Count);
        double targets = 0, weights = epsilon, best = double.NegativeInfinity;
        long count = 0;
        int bin = -1;
        for (int i = sums.Length - 1; i > 0; i--)
        {
            // What an empty bin would part is parted by the one above it.
            if (sums[i].Count == 0)
                continue;
            targets += sums[i].Targets;
            weights += sums[i].Weights;
            count += sums[i].Count;
            if (count < minimumPerLeaf)
                continue;
            if (leaf.Count - count < minimumPerLeaf)
                break;
            double others = leaf.Targets - targets;
            double both = leaf.IsWeighted
                ? targets * targets / weights + others * others / (leaf.Weights + 2 * epsilon - weights)
                : targets * targets / count + others * others / (leaf.Count - count);
            if (both > best)
            {
                best = both;
                bin = i - 1;
            }
        }
        return new(best - whole, feature, bin);
    }
}

/// <summary>What the examples of a leaf come to.</summary>
internal readonly record struct LeafTotals(double Targets, double Weights, int Count, bool IsWeighted)
{
    public double Mean => Targets / (IsWeighted ? Weights : Count);
}
