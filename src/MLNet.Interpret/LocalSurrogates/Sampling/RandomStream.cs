using System.Numerics;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Random numbers of one of endlessly many streams under a seed (xoshiro256**, Blackman and Vigna 2018), so that what is drawn does not
/// depend on the order in which threads draw it.
/// </summary>
internal struct RandomStream
{
    private ulong _a, _b, _c, _d;

    /// <summary>A stream.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The stream's number.</param>
    /// <param name="part">The number of a part of the stream.</param>
    public RandomStream(int seed, ulong stream = 0, ulong part = 0)
    {
        ulong state = Mix(Mix(Mix((uint)seed) ^ stream) ^ part);
        _a = Mix(state);
        _b = Mix(state ^ 1);
        _c = Mix(state ^ 2);
        _d = Mix(state ^ 3);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9, shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number in (0, 1), neither end included.</summary>
    public double NextUniform() => ((NextBits() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>A whole number from 0 up to, not including, a bound.</summary>
    public int NextIndex(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    /// <summary>A number of the standard normal distribution.</summary>
    public double NextNormal() => Ziggurat.Next(ref this);

    /// <summary>Puts the numbers from 0 on into random order.</summary>
    public void Permute(Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int at = NextIndex(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
    }

    /// <summary>The finaliser of SplitMix64.</summary>
    public static ulong Mix(ulong z)
    {
        z = unchecked(z + 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
