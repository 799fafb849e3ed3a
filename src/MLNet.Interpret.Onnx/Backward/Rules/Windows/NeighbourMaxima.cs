namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>The gradient of maxima of windows at every position, as that of maxima of two neighbours.</summary>
/// <remarks>
/// The maximum of a window is that of its rows' maxima, and the maximum of some neighbours is that of two neighbours, once and once again. The first
/// of two largest goes before the other at each of these, so that the first of a window's largest gets the gradient. Nothing is scattered,
/// and all of it stays in ONNX Runtime's blocked layout: a third of what finding and scattering to the winners takes.
/// </remarks>
internal sealed class NeighbourMaxima
{
    private readonly long _channels;
    private readonly List<Step> _steps = [];

    private NeighbourMaxima(BackwardNode n, WindowGeometry w)
    {
        _channels = n.ShapeX()[1].Value;
        Value x = n.X();
        for (int axis = w.Rank - 1; axis >= 0; axis--)
        {
            for (int i = 1; i < w.Kernel[axis]; i++)
            {
                // Padding at one side only is the least work.
                long begin = i <= w.Begin[axis] ? 1 : 0, end = i >= w.Kernel[axis] - w.End(axis) ? 1 : 0;
                bool last = i == w.Kernel[axis] - 1 && Enumerable.Range(0, axis).All(a => w.Kernel[a] == 1);
                Value y = last ? n.Y() : x.Largest(axis, 2, begin, end);
                _steps.Add(new Step(x, y, axis, begin, end));
                x = y;
            }
        }
    }

    /// <summary>Whether a node's gradient can be had in this way.</summary>
    public static bool CanFind(BackwardNode n, WindowGeometry w) =>
        AxisFilter.CanFilter(n.X(), n.ShapeX()) && w.IsDense && Array.TrueForAll(w.Dilations, d => d == 1)
        && Enumerable.Range(0, w.Rank).All(i => w.Begin[i] < w.Kernel[i] && w.End(i) >= 0 && w.End(i) < w.Kernel[i]);

    /// <summary>Gives every element the sum over the windows that it is the first largest of.</summary>
    public static Value Spread(BackwardNode n, WindowGeometry w, Value value)
    {
        NeighbourMaxima maxima = new(n, w);
        for (int i = maxima._steps.Count - 1; i >= 0; i--)
        {
            value = maxima.Back(maxima._steps[i], value);
        }
        return value;
    }

    private Value Back(Step s, Value value)
    {
        Value y = s is { Begin: 0, End: 1 } ? s.Y : s.X.Largest(s.Axis, 2, 0, 1);
        Value isFirst = (y.Filter(_channels, s.Axis, [-1]) + s.X).NotNegative();
        // The pair that begins with each element, and the pair that ends with it.
        Value begun = s is { Begin: 0, End: 1 } ? value : value.Filter(_channels, s.Axis, [0, 1], 1 - s.Begin, 1 - s.End);
        Value ended = s is { Begin: 1, End: 0 } ? value : value.Filter(_channels, s.Axis, [1, 0], 1 - s.Begin, 1 - s.End);
        Value first = begun * isFirst;
        return first.Filter(_channels, s.Axis, [-1, 0], 1) + ended + first;
    }

    /// <summary>Maxima of two neighbours.</summary>
    /// <param name="X">The elements.</param>
    /// <param name="Y">The maxima.</param>
    /// <param name="Axis">The spatial axis.</param>
    /// <param name="Begin">1 where the first pair is the first element alone.</param>
    /// <param name="End">1 where the last pair is the last element alone.</param>
    private sealed record Step(Value X, Value Y, int Axis, long Begin, long End);
}
