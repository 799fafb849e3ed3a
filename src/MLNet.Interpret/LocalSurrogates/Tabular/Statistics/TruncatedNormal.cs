namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A normal distribution of which only what lies in a range is drawn.</summary>
internal readonly struct TruncatedNormal
{
    private const double EnoughAccepted = 0.2;
    private const double TooLittle = 1e-12;

    private readonly double _mean, _deviation, _low, _high, _from, _to;
    private readonly bool _flipped;

    /// <summary>A distribution.</summary>
    /// <param name="mean">The mean before anything is cut off.</param>
    /// <param name="deviation">The standard deviation before anything is cut off.</param>
    /// <param name="low">The lower end of the range.</param>
    /// <param name="high">Its upper end.</param>
    public TruncatedNormal(double mean, double deviation, double low, double high)
    {
        _mean = mean;
        _deviation = deviation;
        _low = low;
        _high = high;
        double a = (low - mean) / deviation, b = (high - mean) / deviation;
        // Shares are exact near 0 only, so a range above the mean is mirrored.
        _flipped = a > 0;
        (_from, _to) = _flipped ? (NormalDistribution.Cumulative(-b), NormalDistribution.Cumulative(-a)) : (NormalDistribution.Cumulative(a), NormalDistribution.Cumulative(b));
    }

    public double Draw(ref RandomStream random)
    {
        if (_high <= _low)
        {
            return _low;
        }
        if (_to - _from >= EnoughAccepted)
        {
            while (true)
            {
                double x = _mean + _deviation * random.NextNormal();
                if (x >= _low && x <= _high)
                {
                    return x;
                }
            }
        }
        double u = random.NextUniform();
        if (_to - _from < TooLittle)
        {
            return _low + u * (_high - _low);
        }
        double z = NormalDistribution.Quantile(_from + u * (_to - _from));
        return Math.Clamp(_mean + _deviation * (_flipped ? -z : z), _low, _high);
    }
}
