using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Puts values into bins.</summary>
internal static class BinAssignment
{
    /// <summary>The first bin whose upper bound each value does not exceed, by halving.</summary>
    public static void Assign(ReadOnlySpan<float> values, double[] upperBounds, Span<byte> bins)
    {
        // A value exceeds a bound if it exceeds the largest Single that is no more than it.
        Span<float> bounds = stackalloc float[256];
        bounds.Fill(float.PositiveInfinity);
        for (int i = 0; i < upperBounds.Length; i++)
        {
            float rounded = (float)upperBounds[i];
            bounds[i] = rounded > upperBounds[i] ? MathF.BitDecrement(rounded) : rounded;
        }
        int half = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)upperBounds.Length) / 2;
        ref float first = ref MemoryMarshal.GetReference(bounds);
        int done = Avx2.IsSupported ? AssignEights(values, ref first, half, bins) : 0;
        for (int i = done; i < bins.Length; i++)
        {
            float value = values[i];
            int bin = 0;
            // No branch, since nobody could foretell it.
            for (int step = half; step > 0; step >>= 1)
                bin += step & -Unsafe.BitCast<bool, byte>(value > Unsafe.Add(ref first, bin + step - 1));
            bins[i] = (byte)bin;
        }
    }
    /// <summary>The same for eight values at a time; returns how many are done.</summary>
    private static unsafe int AssignEights(ReadOnlySpan<float> values, ref float bounds, int half, Span<byte> bins)
    {
        int done = 0;
        fixed (float* first = &bounds)
            for (; done + 8 <= values.Length; done += 8)
            {
                Vector256<float> eight = Vector256.Create(values[done..]);
                Vector256<int> bin = Vector256<int>.Zero;
                for (int step = half; step > 0; step >>= 1)
                {
                    Vector256<float> bound = Avx2.GatherVector256(first + step - 1, bin, sizeof(float));
                    bin += Vector256.GreaterThan(eight, bound).AsInt32() & Vector256.Create(step);
                }
                Vector128<short> shorts = Vector128.Narrow(bin.GetLower(), bin.GetUpper());
                Vector64<byte> bytes = Vector64.Narrow(shorts.GetLower(), shorts.GetUpper()).AsByte();
                bytes.CopyTo(bins[done..]);
            }
        return done;
    }}
