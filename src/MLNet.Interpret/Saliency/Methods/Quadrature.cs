namespace MLNet.Interpret.Saliency;

/// <summary>How an integral over a path is approximated by a sum over points.</summary>
public enum Quadrature
{
    /// <summary>The middles of equal steps, equally weighted.</summary>
    Midpoint,

    /// <summary>
    /// Equally spaced points, both ends among them, each weighted 1/steps and the ends half of that, as Captum does; the weights sum to
    /// (steps - 1)/steps.
    /// </summary>
    Trapezoid,

    /// <summary>The points and weights of Gauss and Legendre, exact for polynomials of degree 2 steps - 1.</summary>
    GaussLegendre,
}

/// <summary>Points in [0, 1] and their weights.</summary>
/// <param name="Nodes">The points.</param>
/// <param name="Weights">The weight of each.</param>
internal sealed record QuadratureRule(double[] Nodes, double[] Weights)
{
    public static void Check(Quadrature quadrature, int steps)
    {
        if (!Enum.IsDefined(quadrature))
        {
            throw new ArgumentException($"There is no quadrature {quadrature}; there are: {string.Join(", ", Enum.GetNames<Quadrature>())}.");
        }
        int least = quadrature == Quadrature.Trapezoid ? 2 : 1;
        if (steps < least)
        {
            throw new ArgumentException($"Steps of a path by the quadrature {quadrature} must be at least {least}, not {steps}.");
        }
    }

    public static QuadratureRule Of(Quadrature quadrature, int steps) => quadrature switch
    {
        Quadrature.Midpoint => new([.. Enumerable.Range(0, steps).Select(i => (i + 0.5) / steps)], Equal(steps)),
        Quadrature.Trapezoid => Trapezoid(steps),
        _ => GaussLegendre(steps),
    };

    private static double[] Equal(int steps)
    {
        double[] weights = new double[steps];
        Array.Fill(weights, 1.0 / steps);
        return weights;
    }

    private static QuadratureRule Trapezoid(int steps)
    {
        double[] weights = Equal(steps);
        weights[0] /= 2;
        weights[^1] /= 2;
        return new([.. Enumerable.Range(0, steps).Select(i => (double)i / (steps - 1))], weights);
    }

    /// <summary>The roots of the Legendre polynomial by Newton's method from their asymptotic positions.</summary>
    private static QuadratureRule GaussLegendre(int n)
    {
        double[] nodes = new double[n], weights = new double[n];
        for (int i = 0; i < (n + 1) / 2; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5)), slope, step;
            do
            {
                (double value, slope) = Legendre(n, x);
                step = value / slope;
                x -= step;
            }
            while (Math.Abs(step) > 1e-15);
            (_, slope) = Legendre(n, x);
            // From [-1, 1] to [0, 1].
            nodes[i] = (1 - x) / 2;
            nodes[n - 1 - i] = (1 + x) / 2;
            weights[i] = weights[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
        }
        return new QuadratureRule(nodes, weights);
    }

    private static (double Value, double Slope) Legendre(int n, double x)
    {
        double before = 1, value = x;
        for (int k = 2; k <= n; k++)
        {
            (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k);
        }
        return (value, n * (x * value - before) / (x * x - 1));
    }
}
