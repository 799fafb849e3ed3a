using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// The sums that a weighted least squares fit needs, gathered from blocks of samples: all fits, selections of features and measures of fit
/// are worked out from them, without another look at the samples.
/// </summary>
/// <param name="features">The number of features.</param>
/// <param name="targets">The number of scores that are fitted, each by itself.</param>
internal sealed class WeightedMoments(int features, int targets)
{
    private const int BlockSize = 128;

    private readonly double[] _gram = new double[features * features];
    private readonly double[] _sums = new double[features];
    private readonly double[] _cross = new double[targets * features];
    private readonly double[] _scoreSums = new double[targets];
    private readonly double[] _scoreSquares = new double[targets];
    private readonly double[] _weighted = new double[4 * BlockSize];

    public int Features => features;

    public int Targets => targets;

    /// <summary>The sum of the weights.</summary>
    public double Weight { get; private set; }

    /// <summary>The weighted sum of a feature.</summary>
    public double Sum(int feature) => _sums[feature];

    /// <summary>The weighted sum of the product of two features.</summary>
    public double Gram(int a, int b) => a >= b ? _gram[a * features + b] : _gram[b * features + a];

    /// <summary>The weighted sum of the product of a feature with a score.</summary>
    public double Cross(int target, int feature) => _cross[target * features + feature];

    /// <summary>The weighted sum of a score.</summary>
    public double ScoreSum(int target) => _scoreSums[target];

    /// <summary>The weighted sum of the square of a score.</summary>
    public double ScoreSquare(int target) => _scoreSquares[target];

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        Weight = 0;
        Array.Clear(_gram);
        Array.Clear(_sums);
        Array.Clear(_cross);
        Array.Clear(_scoreSums);
        Array.Clear(_scoreSquares);
    }

    /// <summary>Adds samples.</summary>
    /// <param name="design">The features one after the other, each <paramref name="count"/> numbers at a distance of <paramref name="stride"/>.</param>
    /// <param name="weights">The weight of each sample.</param>
    /// <param name="scores">The targets one after the other, laid out as the features are.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="stride">The distance of a feature's first number from the next one's.</param>
    public void Add(ReadOnlySpan<double> design, ReadOnlySpan<double> weights, ReadOnlySpan<double> scores, int count, int stride)
    {
        // Blocks are so small that a block of all features stays in the processor's nearest cache.
        for (int start = 0; start < count; start += BlockSize)
        {
            int length = Math.Min(BlockSize, count - start);
            ReadOnlySpan<double> w = weights.Slice(start, length);
            Weight += TensorPrimitives.Sum(w);
            Span<double> weighted = _weighted.AsSpan(0, length);
            for (int t = 0; t < targets; t++)
            {
                ReadOnlySpan<double> y = scores.Slice(t * stride + start, length);
                TensorPrimitives.Multiply(w, y, weighted);
                _scoreSums[t] += TensorPrimitives.Sum<double>(weighted);
                _scoreSquares[t] += TensorPrimitives.Dot<double>(weighted, y);
                for (int j = 0; j < features; j++)
                {
                    _cross[t * features + j] += TensorPrimitives.Dot(weighted, design.Slice(j * stride + start, length));
                }
            }
            AddGram(design, w, start, length, stride);
        }
    }

    private void AddGram(ReadOnlySpan<double> design, ReadOnlySpan<double> w, int start, int length, int stride)
    {
        Span<double> a = _weighted.AsSpan(0, length), b = _weighted.AsSpan(BlockSize, length);
        int j = 0;
        for (; j + 1 < features; j += 2)
        {
            TensorPrimitives.Multiply(w, design.Slice(j * stride + start, length), a);
            TensorPrimitives.Multiply(w, design.Slice((j + 1) * stride + start, length), b);
            _sums[j] += TensorPrimitives.Sum<double>(a);
            _sums[j + 1] += TensorPrimitives.Sum<double>(b);
            int k = 0;
            for (; k + 1 <= j; k += 2)
            {
                Products(a, b, design.Slice(k * stride + start, length), design.Slice((k + 1) * stride + start, length),
                    ref _gram[j * features + k], ref _gram[(j + 1) * features + k]);
            }
            // j is even, so that only the corner is left.
            Products(a, b, design.Slice(j * stride + start, length), design.Slice((j + 1) * stride + start, length),
                ref _gram[j * features + j], ref _gram[(j + 1) * features + j]);
        }
        if (j < features)
        {
            TensorPrimitives.Multiply(w, design.Slice(j * stride + start, length), a);
            _sums[j] += TensorPrimitives.Sum<double>(a);
            for (int k = 0; k <= j; k++)
            {
                _gram[j * features + k] += TensorPrimitives.Dot<double>(a, design.Slice(k * stride + start, length));
            }
        }
    }

    /// <summary>Adds the four products of two numbers with two others, each read once; the second of each row follows the first.</summary>
    private static void Products(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ref double first, ref double second)
    {
        Vector<double> ax = default, ay = default, bx = default, by = default;
        int n = Vector<double>.Count, i = 0;
        for (; i + n <= a.Length; i += n)
        {
            Vector<double> va = new(a[i..]), vb = new(b[i..]), vx = new(x[i..]), vy = new(y[i..]);
            ax += va * vx;
            ay += va * vy;
            bx += vb * vx;
            by += vb * vy;
        }
        double sax = Vector.Sum(ax), say = Vector.Sum(ay), sbx = Vector.Sum(bx), sby = Vector.Sum(by);
        for (; i < a.Length; i++)
        {
            sax += a[i] * x[i];
            say += a[i] * y[i];
            sbx += b[i] * x[i];
            sby += b[i] * y[i];
        }
        first += sax;
        System.Runtime.CompilerServices.Unsafe.Add(ref first, 1) += say;
        second += sbx;
        System.Runtime.CompilerServices.Unsafe.Add(ref second, 1) += sby;
    }
}
