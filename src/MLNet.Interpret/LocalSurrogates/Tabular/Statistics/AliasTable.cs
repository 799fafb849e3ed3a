namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Draws from a few choices of given probabilities in constant time (Walker 1977, Vose 1991).</summary>
internal sealed class AliasTable
{
    private readonly uint[] _keep;
    private readonly int[] _other;

    public AliasTable(ReadOnlySpan<double> probabilities)
    {
        int n = probabilities.Length;
        double total = 0;
        foreach (double p in probabilities)
        {
            total += p;
        }
        _keep = new uint[n];
        _other = new int[n];
        double[] scaled = new double[n];
        Stack<int> small = new(), large = new();
        for (int i = 0; i < n; i++)
        {
            _other[i] = i;
            scaled[i] = probabilities[i] * n / total;
            (scaled[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            int low = small.Pop(), high = large.Peek();
            _keep[low] = (uint)Math.Min(scaled[low] * uint.MaxValue, uint.MaxValue);
            _other[low] = high;
            scaled[high] -= 1 - scaled[low];
            if (scaled[high] < 1)
            {
                small.Push(large.Pop());
            }
        }
        // What is left is 1 up to rounding, and its own alias.
        foreach (int i in small.Concat(large))
        {
            _keep[i] = uint.MaxValue;
        }
    }

    public int Draw(ref RandomStream random)
    {
        ulong bits = random.NextBits();
        int choice = (int)(((bits >> 32) * (ulong)_keep.Length) >> 32);
        return (uint)bits <= _keep[choice] ? choice : _other[choice];
    }
}
