namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Draws which features of a sample are on (1) and which are off (0).</summary>
internal abstract class MaskDraw
{
    /// <summary>Each feature on or off by a coin of its own, as LIME does for images.</summary>
    public static MaskDraw Coins { get; } = new CoinDraw();

    /// <summary>A number of features from 1 to all, each equally likely, and then so many of them off, as LIME does for text.</summary>
    public static MaskDraw Sizes { get; } = new SizeDraw();

    /// <summary>Draws one sample.</summary>
    /// <param name="random">The sample's stream of random numbers.</param>
    /// <param name="mask">Takes a 1 or a 0 for each feature.</param>
    public abstract void Draw(ref RandomStream random, Span<byte> mask);

    private sealed class CoinDraw : MaskDraw
    {
        public override void Draw(ref RandomStream random, Span<byte> mask)
        {
            ulong bits = 0;
            for (int j = 0; j < mask.Length; j++, bits >>= 1)
            {
                if (j % 64 == 0)
                {
                    bits = random.NextBits();
                }
                mask[j] = (byte)(bits & 1);
            }
        }
    }

    private sealed class SizeDraw : MaskDraw
    {
        public override void Draw(ref RandomStream random, Span<byte> mask)
        {
            mask.Fill(1);
            int off = 1 + random.NextIndex(mask.Length);
            // Floyd's draw without replacement: a number that was drawn before gives way to the largest so far.
            for (int most = mask.Length - off; most < mask.Length; most++)
            {
                int j = random.NextIndex(most + 1);
                mask[mask[j] == 0 ? most : j] = 0;
            }
        }
    }
}
