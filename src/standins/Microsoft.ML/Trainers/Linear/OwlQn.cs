using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Minimises a smooth function plus a weighted sum of magnitudes by orthant-wise limited-memory quasi-Newton steps
/// (Andrew and Gao, "Scalable training of L1-regularized log-linear models", 2007); parameters may be held
/// non-negative. Without magnitudes it is L-BFGS.
/// </summary>
internal sealed class OwlQn(OwlQn.Function function, double[] l1, bool[] nonNegative, int historySize)
{
    private readonly List<(double[] Step, double[] Change, double Product)> _history = [];

    /// <summary>The value of the smooth part, and its gradient.</summary>
    public delegate double Function(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>Searches from zero.</summary>
    /// <param name="tolerance">The search ends where the decaying mean of the improvements is below this.</param>
    /// <param name="maximumIterations">The search ends after this many steps at the latest.</param>
    public double[] Minimize(double tolerance, int maximumIterations)
    {
        const double decay = 0.25;
        int n = l1.Length;
        double[] x = new double[n], gradient = new double[n], next = new double[n], nextGradient = new double[n];
        double value = Value(x, gradient), improvement = 0;
        for (int iteration = 1; ; iteration++)
        {
            double[] steepest = SteepestDescent(x, gradient);
            double[] direction = Direction(steepest);
            if (!TryStep(x, value, steepest, direction, iteration == 1, next, nextGradient, out double nextValue))
            {
                // The estimate of the curvature may have misled; once more along the gradient, or this is the end.
                if (_history.Count == 0)
                    return x;
                _history.Clear();
                continue;
            }
            Remember(x, gradient, next, nextGradient);
            improvement = value - nextValue + decay * improvement;
            (x, next, gradient, nextGradient, value) = (next, x, nextGradient, gradient, nextValue);
            if (improvement * (1 - decay) / (1 - Math.Pow(decay, iteration)) < tolerance || iteration >= maximumIterations)
                return x;
        }
    }

    /// <summary>The value with the magnitudes, and the gradient without.</summary>
    private double Value(double[] x, double[] gradient)
    {
        double value = function(x, gradient);
        for (int i = 0; i < x.Length; i++)
            value += l1[i] * Math.Abs(x[i]);
        return value;
    }

    /// <summary>Minus the subgradient of least magnitude, and 0 where a bound stands in the way.</summary>
    private double[] SteepestDescent(double[] x, double[] gradient)
    {
        var result = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double right = gradient[i] + l1[i], left = nonNegative[i] ? double.NegativeInfinity : gradient[i] - l1[i];
            result[i] = x[i] > 0 ? -right : x[i] < 0 ? -left : right < 0 ? -right : left > 0 ? -left : 0;
        }
        return result;
    }

    /// <summary>The steepest descent, turned by the estimate of the curvature, within the orthant it points into.</summary>
    private double[] Direction(double[] steepest)
    {
        double[] direction = [.. steepest];
        var alphas = new double[_history.Count];
        for (int i = _history.Count - 1; i >= 0; i--)
        {
            (double[] step, double[] change, double product) = _history[i];
            alphas[i] = TensorPrimitives.Dot(step, direction) / product;
            TensorPrimitives.MultiplyAdd(change, -alphas[i], direction, direction);
        }
        if (_history.Count > 0)
        {
            (_, double[] change, double product) = _history[^1];
            TensorPrimitives.Multiply(direction, product / TensorPrimitives.Dot(change, change), direction);
        }
        for (int i = 0; i < _history.Count; i++)
        {
            (double[] step, double[] change, double product) = _history[i];
            TensorPrimitives.MultiplyAdd(
                step, alphas[i] - TensorPrimitives.Dot(change, direction) / product, direction, direction);
        }
        for (int i = 0; i < direction.Length; i++)
            if ((l1[i] > 0 || nonNegative[i]) && direction[i] * steepest[i] <= 0)
                direction[i] = 0;
        return direction;
    }

    /// <summary>Halves the step until the value falls enough.</summary>
    private bool TryStep(double[] x, double value, double[] steepest, double[] direction, bool isFirst,
        double[] next, double[] nextGradient, out double nextValue)
    {
        double length = isFirst ? 1 / Math.Max(TensorPrimitives.Norm<double>(direction), double.Epsilon) : 1;
        for (int halving = 0; halving < 60; halving++, length /= 2)
        {
            double expected = 0;
            for (int i = 0; i < x.Length; i++)
            {
                next[i] = Project(i, x[i], steepest[i], x[i] + length * direction[i]);
                expected += steepest[i] * (next[i] - x[i]);
            }
            nextValue = Value(next, nextGradient);
            if (expected > 0 && nextValue <= value - 1e-4 * expected)
                return true;
        }
        nextValue = value;
        return false;
    }

    private double Project(int i, double from, double steepest, double to)
    {
        if (nonNegative[i])
            return Math.Max(to, 0);
        double orthant = from != 0 ? from : steepest;
        return l1[i] > 0 && to * orthant <= 0 ? 0 : to;
    }

    private void Remember(double[] x, double[] gradient, double[] next, double[] nextGradient)
    {
        double[] step = new double[x.Length], change = new double[x.Length];
        TensorPrimitives.Subtract(next, x, step);
        TensorPrimitives.Subtract(nextGradient, gradient, change);
        double product = TensorPrimitives.Dot(step, change);
        if (!(product > 0))
            return;
        if (_history.Count == historySize)
            _history.RemoveAt(0);
        _history.Add((step, change, product));
    }
}
