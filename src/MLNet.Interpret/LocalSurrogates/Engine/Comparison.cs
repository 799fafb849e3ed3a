using System.Numerics;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Makes binary features by comparison.</summary>
internal static class Comparison
{
    /// <summary>1 where a number equals another, 0 where it does not.</summary>
    public static void EqualTo(ReadOnlySpan<double> numbers, double other, Span<double> result)
    {
        Vector<double> all = new(other);
        Vector<long> one = Vector.AsVectorInt64(Vector<double>.One);
        int i = 0;
        for (; i + Vector<double>.Count <= numbers.Length; i += Vector<double>.Count)
        {
            Vector.AsVectorDouble(Vector.Equals(new Vector<double>(numbers[i..]), all) & one).CopyTo(result[i..]);
        }
        for (; i < numbers.Length; i++)
        {
            result[i] = numbers[i] == other ? 1 : 0;
        }
    }
}
