using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Which scores of a row are explained.</summary>
internal static class ExplainedClasses
{
    /// <summary>Checks classes that are named.</summary>
    public static void Check(IScorer scorer, IReadOnlyList<int>? classes)
    {
        foreach (int c in classes ?? [])
        {
            if (c < 0 || c >= scorer.Outputs)
            {
                throw new ArgumentException($"There is no class {c}: the model gives {scorer.Outputs} score{(scorer.Outputs == 1 ? "" : "s")} a row, numbered from 0.");
            }
        }
        if (classes?.Count == 0)
        {
            throw new ArgumentException("No class is named; name at least one, or none at all for those with the highest scores.");
        }
    }

    /// <summary>The classes with the highest scores, the highest first.</summary>
    public static int[] Highest(ReadOnlySpan<float> scores, int count)
    {
        int[] order = new int[scores.Length];
        double[] keys = new double[scores.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = -scores[i];
        }
        FeatureSelector.StableSort(order, keys);
        return order[..Math.Min(count, order.Length)];
    }
}
