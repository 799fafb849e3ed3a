using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A row whose features can each be switched off.</summary>
/// <param name="index">The row's place among the rows.</param>
/// <param name="features">The number of features.</param>
/// <param name="stream">The row's stream of random numbers, which depends on its content alone.</param>
internal abstract class MaskedRow(int index, int features, ulong stream)
{
    public int Index => index;

    public int Features => features;

    public ulong Stream => stream;

    /// <summary>Bytes of memory that one sample takes.</summary>
    public abstract long SampleBytes { get; }

    /// <summary>Writes samples of the row.</summary>
    /// <param name="masks">For each sample a byte for each feature, 0 where it is off.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="target">The column that takes them, from its first row on.</param>
    public abstract void Write(byte[] masks, int count, RowColumn target);
}
