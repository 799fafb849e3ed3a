namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Normal random numbers by layers of equal area under the curve (Marsaglia and Tsang 2000, in the form of Doornik 2005).
/// </summary>
internal static class Ziggurat
{
    private const int Layers = 128;
    private const double Edge = 3.442619855899;
    private const double Area = 9.91256303526217e-3;

    private static readonly double[] Bounds = MakeBounds();

    public static double Next(ref RandomStream random)
    {
        while (true)
        {
            ulong bits = random.NextBits();
            int layer = (int)(bits & (Layers - 1));
            // The upper 53 bits, signed, over 2^52: a number in [-1, 1).
            double u = ((long)bits >> 11) * (1.0 / (1L << 52));
            double x = u * Bounds[layer];
            if (Math.Abs(x) < Bounds[layer + 1])
            {
                return x;
            }
            if (layer == 0)
            {
                return Tail(ref random, x < 0);
            }
            double outer = Math.Exp(-0.5 * (Bounds[layer] * Bounds[layer] - x * x));
            double inner = Math.Exp(-0.5 * (Bounds[layer + 1] * Bounds[layer + 1] - x * x));
            if (inner + random.NextUniform() * (outer - inner) < 1)
            {
                return x;
            }
        }
    }

    private static double Tail(ref RandomStream random, bool negative)
    {
        double x, y;
        do
        {
            x = Math.Log(random.NextUniform()) / Edge;
            y = Math.Log(random.NextUniform());
        }
        while (-2 * y < x * x);
        return negative ? x - Edge : Edge - x;
    }

    private static double[] MakeBounds()
    {
        double[] bounds = new double[Layers + 1];
        double height = Math.Exp(-0.5 * Edge * Edge);
        bounds[0] = Area / height;
        bounds[1] = Edge;
        for (int i = 2; i < Layers; i++)
        {
            bounds[i] = Math.Sqrt(-2 * Math.Log(Area / bounds[i - 1] + height));
            height = Math.Exp(-0.5 * bounds[i] * bounds[i]);
        }
        return bounds;
    }
}
