using System.Numerics;

namespace Microsoft.ML;

/// <summary>
/// ML.NET's random generator, so that a seed gives the same rows here and there: three Tausworthe generators
/// and a linear congruential one (Howes and Thomas, GPU Gems 3, chapter 37), seeded through MurmurHash3.
/// </summary>
internal sealed class TauswortheHybrid : Random
{
    private uint _z1;
    private uint _z2;
    private uint _z3;
    private uint _z4;

    public TauswortheHybrid(uint seed)
    {
        _z1 = seed;
        _z2 = MurmurRound(_z1, seed);
        _z3 = MurmurRound(_z2, seed);
        _z4 = MurmurRound(_z3, seed);
    }

    public TauswortheHybrid(Random source)
    {
        _z1 = State(source, 128);
        _z2 = State(source, 128);
        _z3 = State(source, 128);
        _z4 = State(source, 0);
    }

    public override int Next()
    {
        var bits = NextBits();
        return (int)(bits + (bits & 0x80000000));
    }

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)(((ulong)NextBits() * (ulong)maxValue) >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override double NextDouble() => NextBits() * (1.0 / 4294967296.0);

    // 23 bits are kept, since rounding up to 1 must not happen.
    /// <summary>Any 32 bits, as a signed number.</summary>
    public int NextSigned() => unchecked((int)NextBits());

    public override float NextSingle() => (NextBits() >> 9) * (1.0f / 8388608.0f);

    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        for (var i = 0; i < buffer.Length; i++)
            buffer[i] = unchecked((byte)Next());
    }

    public static uint MurmurRound(uint hash, uint block)
    {
        block = BitOperations.RotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
        return (BitOperations.RotateLeft(hash ^ block, 13) * 5) + 0xe6546b64;
    }

    private uint NextBits()
    {
        _z1 = Tausworthe(_z1, 13, 19, 12, ~0x1u);
        _z2 = Tausworthe(_z2, 2, 25, 4, ~0x7u);
        _z3 = Tausworthe(_z3, 3, 11, 17, ~0xfu);
        _z4 = unchecked((1664525 * _z4) + 1013904223);
        return _z1 ^ _z2 ^ _z3 ^ _z4;
    }

    private static uint Tausworthe(uint z, int s1, int s2, int s3, uint mask) => ((z & mask) << s3) ^ (((z << s1) ^ z) >> s2);

    private static uint State(Random source, uint minimum)
    {
        while (true)
        {
            var bits = ((uint)source.Next(1 << 16) << 16) | (uint)source.Next(1 << 16);
            if (bits >= minimum)
                return bits;
        }
    }
}
