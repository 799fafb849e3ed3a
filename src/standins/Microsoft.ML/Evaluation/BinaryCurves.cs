using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The areas under the curves that a threshold on the scores draws.</summary>
internal static class BinaryCurves
{
    /// <summary>The chance that a positive example scores higher than a negative one, equal scores counting half.</summary>
    public static double AreaUnderRoc(List<(float Score, bool Label)> examples)
    {
        double positives = examples.Count(e => e.Label), negatives = examples.Count - positives;
        if (positives == 0)
            throw Contracts.ExceptParam("PosSample", "AUC is not defined when there is no positive class in the data");
        if (negatives == 0)
            throw Contracts.ExceptParam("NegSample", "AUC is not defined when there is no negative class in the data");
        double above = 0, area = 0;
        foreach (var equal in examples.GroupBy(e => e.Score).OrderByDescending(g => g.Key))
        {
            double here = equal.Count(e => e.Label);
            area += (equal.Count() - here) * (above + here / 2);
            above += here;
        }
        return area / (positives * negatives);
    }

    /// <summary>By trapezoids from one positive example to the next, in the order of the scores and then of the rows.</summary>
    public static double AreaUnderPrecisionRecall(List<(float Score, bool Label)> examples)
    {
        double positives = examples.Count(e => e.Label), right = 0, seen = 0, before = 1, area = 0;
        foreach (var (_, label) in examples.OrderByDescending(e => e.Score))
        {
            seen++;
            if (label)
            {
                right++;
                area += (before + right / seen) / 2 / positives;
            }
            before = right / seen;
        }
        return area;
    }
}
