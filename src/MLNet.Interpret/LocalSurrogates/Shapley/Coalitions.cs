namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Sets of features that are taken as known, with the weights of the Shapley kernel. Sizes whose sets are few enough are tried in full, the
/// smallest and largest first, for they weigh most; what is left is drawn, each set with its complement.
/// </summary>
internal sealed class Coalitions
{
    private readonly List<bool[]> _sets = [];
    private readonly List<double> _weights = [];

    /// <summary>Chooses sets.</summary>
    /// <param name="features">The number of features.</param>
    /// <param name="most">The most sets.</param>
    /// <param name="seed">The seed of what is drawn.</param>
    public Coalitions(int features, int most, int seed)
    {
        if (features < 2)
        {
            IsExact = true;
            return;
        }
        // Sizes go in pairs, one with its complement; the middle one of an even number is its own.
        int sizes = features / 2, paired = (features - 1) / 2;
        double[] share = new double[sizes + 1];
        for (int s = 1; s <= sizes; s++)
        {
            share[s] = (features - 1.0) / (s * (double)(features - s)) * (s <= paired ? 2 : 1);
        }
        double total = share.Sum(), rest = 1;
        share = Array.ConvertAll(share, s => s / total);
        int size = 1, left = most;
        for (; size <= sizes; size++)
        {
            double count = Binomial(features, size) * (size <= paired ? 2 : 1);
            // As many sets as this size's share of those left would get: enough for all of them?
            if (left * (share[size] / rest) / count < 1 - 1e-8)
            {
                break;
            }
            AddAll(features, size, size <= paired, share[size] / count);
            left -= (int)count;
            rest -= share[size];
        }
        IsExact = size > sizes;
        if (!IsExact)
        {
            Draw(features, size, sizes, paired, share, left, rest, seed);
        }
    }

    /// <summary>Whether all sets are there.</summary>
    public bool IsExact { get; }

    public int Count => _sets.Count;

    public IReadOnlyList<double> Weights => _weights;

    /// <summary>Whether each feature is known in a set.</summary>
    public bool[] this[int index] => _sets[index];

    private void AddAll(int features, int size, bool withComplement, double weight)
    {
        int[] chosen = [.. Enumerable.Range(0, size)];
        while (true)
        {
            bool[] set = new bool[features];
            foreach (int j in chosen)
            {
                set[j] = true;
            }
            Add(set, weight);
            if (withComplement)
            {
                Add(Array.ConvertAll(set, known => !known), weight);
            }
            int at = size - 1;
            while (at >= 0 && chosen[at] == features - size + at)
            {
                at--;
            }
            if (at < 0)
            {
                return;
            }
            chosen[at]++;
            for (int i = at + 1; i < size; i++)
            {
                chosen[i] = chosen[i - 1] + 1;
            }
        }
    }

    private void Draw(int features, int from, int sizes, int paired, double[] share, int left, double rest, int seed)
    {
        RandomStream random = new(seed);
        AliasTable bySize = new([.. Enumerable.Range(from, sizes - from + 1).Select(s => share[s])]);
        Dictionary<BitKey, int> drawn = [];
        int[] order = new int[features];
        int first = Count, draws = 0;
        // Sets may be drawn again; that ends at last.
        for (int tries = 0; left > 0 && tries < 4L * (left + draws); tries++)
        {
            int size = bySize.Draw(ref random) + from;
            random.Permute(order);
            bool[] set = new bool[features];
            foreach (int j in order.AsSpan(0, size))
            {
                set[j] = true;
            }
            Take(set);
            if (size <= paired && left > 0)
            {
                Take(Array.ConvertAll(set, known => !known));
            }
        }
        double sum = 0;
        for (int i = first; i < Count; i++)
        {
            sum += _weights[i];
        }
        for (int i = first; i < Count; i++)
        {
            _weights[i] *= rest / sum;
        }

        void Take(bool[] set)
        {
            draws++;
            if (drawn.TryGetValue(new BitKey(set), out int at))
            {
                _weights[at]++;
                return;
            }
            drawn[new BitKey(set)] = Count;
            Add(set, 1);
            left--;
        }
    }

    private void Add(bool[] set, double weight)
    {
        _sets.Add(set);
        _weights.Add(weight);
    }

    private static double Binomial(int n, int k)
    {
        double result = 1;
        for (int i = 1; i <= k; i++)
        {
            result = result * (n - k + i) / i;
        }
        return Math.Round(result);
    }

    /// <summary>A set by what is in it.</summary>
    private readonly struct BitKey(bool[] set) : IEquatable<BitKey>
    {
        private readonly bool[] _set = set;

        public bool Equals(BitKey other) => _set.AsSpan().SequenceEqual(other._set);

        public override bool Equals(object? obj) => obj is BitKey other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = new();
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<bool>(_set));
            return hash.ToHashCode();
        }
    }
}
