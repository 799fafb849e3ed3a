namespace MLNet.Interpret.Onnx.Tests.Backward.Checking;

/// <summary>An input of the node that a <see cref="GradientCase"/> is about: where it comes from and what it holds.</summary>
public sealed record CaseInput
{
    // Multiples of this are exact in float32, and so are they with a step of a power of two added.
    private const double Grain = 1.0 / 1024;

    private CaseInput(long[] shape, Func<Random, long, double[]>? fill)
    {
        Shape = shape;
        Fill = fill;
    }

    /// <summary>The shape.</summary>
    public long[] Shape { get; private init; }

    /// <summary>Whether it is a constant of the model rather than an input.</summary>
    public bool IsConstant { get; private init; }

    /// <summary>Whether the first dimension is a named unknown in the run with a symbolic batch.</summary>
    public bool IsBatched { get; private init; }

    /// <summary>Whether it is no input of the node, but a value that graphs within the node refer to.</summary>
    public bool IsAround { get; private init; }

    /// <summary>Whether a gradient with respect to it is checked.</summary>
    public bool IsDifferentiable { get; private init; } = true;

    /// <summary>The contents where they are not floating-point numbers.</summary>
    public OnnxTensor? Exact { get; private init; }

    /// <summary>Whether this optional input is left out.</summary>
    public bool IsMissing => Exact is null && Fill is null;

    private Func<Random, long, double[]>? Fill { get; init; }

    /// <summary>A floating-point input of the graph, differentiable, uniform in [-1.5, 1.5].</summary>
    public static CaseInput In(params long[] shape) => new CaseInput(shape, null).Range(-1.5, 1.5);

    /// <summary>A floating-point constant of the graph whose gradient is checked too, uniform in [-1.5, 1.5].</summary>
    public static CaseInput Weight(params long[] shape) => In(shape) with { IsConstant = true };

    /// <summary>A constant one-dimensional list of 64-bit integers.</summary>
    public static CaseInput Longs(params long[] values) => Tensor(OnnxTensor.Of(values, values.Length));

    /// <summary>A constant 64-bit integer without dimensions.</summary>
    public static CaseInput LongScalar(long value) => Tensor(OnnxTensor.Of([value]));

    /// <summary>A constant of any type, of which no gradient is asked.</summary>
    public static CaseInput Tensor(OnnxTensor tensor) =>
        new(tensor.Shape.Sizes, null) { Exact = tensor, IsConstant = true, IsDifferentiable = false };

    /// <summary>A constant of booleans.</summary>
    public static CaseInput Bools(long[] shape, params bool[] values) =>
        Tensor(OnnxTensor.Raw(ElementType.Bool, Array.ConvertAll(values, v => v ? (byte)1 : (byte)0), shape));

    /// <summary>An optional input left out.</summary>
    public static CaseInput Missing() => new([], null) { IsDifferentiable = false };

    /// <summary>With floating-point contents uniform in a range.</summary>
    public CaseInput Range(double low, double high) => this with
    {
        Fill = (random, count) => Draw(count, () => low + random.NextDouble() * (high - low)),
    };

    /// <summary>With contents that keep a distance from where the operator has a kink or a pole.</summary>
    public CaseInput AwayFrom(double distance, params double[] kinks)
    {
        Func<Random, long, double[]> fill = Fill!;
        return this with
        {
            Fill = (random, count) => Draw(count, () =>
            {
                while (true)
                {
                    double value = fill(random, 1)[0];
                    if (Array.TrueForAll(kinks, k => Math.Abs(value - k) >= distance))
                    {
                        return value;
                    }
                }
            }),
        };
    }

    /// <summary>With contents evenly spaced in a range and shuffled, so that no two are closer than (high - low) / count.</summary>
    public CaseInput Distinct(double low = -1.5, double high = 1.5) => this with
    {
        Fill = (random, count) =>
        {
            int i = 0;
            double[] values = Draw(count, () => low + (i++ + 0.5) * (high - low) / count);
            random.Shuffle(values);
            return values;
        },
    };

    /// <summary>With these contents.</summary>
    public CaseInput Values(params double[] values) => this with { Fill = (_, _) => values };

    /// <summary>With the first dimension a named unknown, in a second run.</summary>
    public CaseInput Batched() => this with { IsBatched = true };

    /// <summary>A value around the node, to which graphs within it refer.</summary>
    public CaseInput Around() => this with { IsAround = true };

    /// <summary>An input of the graph rather than a constant.</summary>
    public CaseInput AtRunTime() => this with { IsConstant = false };

    /// <summary>Of which no gradient is asked.</summary>
    public CaseInput NotDifferentiable() => this with { IsDifferentiable = false };

    internal double[] Draw(Random random)
    {
        long count = 1;
        foreach (long d in Shape)
        {
            count *= d;
        }
        return Fill!(random, count);
    }

    private static double[] Draw(long count, Func<double> next)
    {
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Round(next() / Grain) * Grain;
        }
        return values;
    }
}
