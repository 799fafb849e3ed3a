using System.Globalization;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Evaluation;

/// <summary>Measures of what a surrogate and its model say of the same rows.</summary>
internal static class FidelityEvaluator
{
    public static FidelityMetrics Evaluate(FidelityRows rows, TreeSurrogate? surrogate)
    {
        bool classes = rows.Classes.Count > 0;
        long[][] confusion = [.. rows.Classes.Select(_ => new long[rows.Classes.Count])];
        for (int i = 0; classes && i < rows.Count; i++)
        {
            confusion[rows.ModelClass(i)][rows.SurrogateClass(i)]++;
        }
        int agreed = rows.Agrees.Count(a => a);
        (double r2, double mae) = Scores(rows);
        return new FidelityMetrics
        {
            Rows = rows.Count,
            Agreement = agreed / (double)rows.Count,
            AgreementInterval = Wilson(agreed, rows.Count),
            Kappa = classes ? Kappa(confusion, rows.Count) : double.NaN,
            MacroF1 = classes ? MacroF1(confusion) : double.NaN,
            ConfusionMatrix = confusion,
            Classes = rows.Classes,
            RSquared = r2,
            MeanAbsoluteError = mae,
            SurrogatePerformance = rows.Labels is null ? null : Performance(rows, rows.Surrogate, rows.SurrogateClass),
            ModelPerformance = rows.Labels is null ? null : Performance(rows, rows.Model, rows.ModelClass),
            Leaves = [.. Enumerable.Range(0, rows.Count).GroupBy(i => (rows.Leaves[i], rows.Paths[i])).OrderBy(g => g.Key).Select(g => Region(rows, g.Key.Item2, [.. g]))],
            ConfidenceDeciles = classes ? Deciles(rows) : [],
            Size = surrogate is null ? null : Size(rows, surrogate),
        };
    }

    /// <summary>Wilson's 95 % interval of a share.</summary>
    public static (double Low, double High) Wilson(int right, int count)
    {
        const double z = 1.959963984540054;
        double share = right / (double)count, square = z * z / count;
        double middle = share + square / 2, half = z * Math.Sqrt(share * (1 - share) / count + square / (4 * count));
        return (Math.Max(0, (middle - half) / (1 + square)), Math.Min(1, (middle + half) / (1 + square)));
    }

    private static (double RSquared, double MeanAbsoluteError) Scores(FidelityRows rows)
    {
        double error = 0, absolute = 0, variance = 0;
        for (int c = 0; c < rows.Outputs; c++)
        {
            double sum = 0;
            for (int i = 0; i < rows.Count; i++)
            {
                sum += rows.Model[i * rows.Outputs + c];
            }
            double mean = sum / rows.Count;
            for (int i = 0; i < rows.Count; i++)
            {
                double model = rows.Model[i * rows.Outputs + c], difference = rows.Surrogate[i * rows.Outputs + c] - model;
                error += difference * difference;
                absolute += Math.Abs(difference);
                variance += (model - mean) * (model - mean);
            }
        }
        return (1 - error / variance, absolute / (rows.Count * (double)rows.Outputs));
    }

    private static double Kappa(long[][] confusion, int count)
    {
        double observed = 0, chance = 0;
        for (int c = 0; c < confusion.Length; c++)
        {
            observed += confusion[c][c] / (double)count;
            chance += confusion[c].Sum() / (double)count * (confusion.Sum(r => r[c]) / (double)count);
        }
        return (observed - chance) / (1 - chance);
    }

    private static double MacroF1(long[][] confusion)
    {
        List<double> f1 = [];
        for (int c = 0; c < confusion.Length; c++)
        {
            long both = confusion[c].Sum() + confusion.Sum(r => r[c]);
            if (both > 0)
            {
                f1.Add(2.0 * confusion[c][c] / both);
            }
        }
        return f1.Average();
    }

    private static double Performance(FidelityRows rows, List<float> scores, Func<int, int> predicted)
    {
        if (rows.Classes.Count > 0)
        {
            return rows.Labels!.Index().Count(l => l.Item == predicted(l.Index)) / (double)rows.Count;
        }
        double mean = rows.Labels!.Average();
        return 1 - rows.Labels!.Index().Sum(l => (l.Item - scores[l.Index]) * (l.Item - scores[l.Index])) / rows.Labels!.Sum(l => (l - mean) * (l - mean));
    }

    private static RegionFidelity Region(FidelityRows rows, string name, int[] members) => new(
        name, members.Length, members.Count(i => rows.Agrees[i]) / (double)members.Length, members.Average(rows.Error));

    private static IReadOnlyList<RegionFidelity> Deciles(FidelityRows rows)
    {
        double[] confidence = [.. Enumerable.Range(0, rows.Count).Select(i => (double)rows.Model[i * rows.Outputs + rows.ModelClass(i)])];
        int[] order = [.. Enumerable.Range(0, rows.Count).OrderBy(i => confidence[i])];
        List<RegionFidelity> deciles = [];
        for (int d = 0; d < 10; d++)
        {
            int[] members = order[(int)((long)d * rows.Count / 10)..(int)((d + 1L) * rows.Count / 10)];
            if (members.Length > 0)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"confidence {confidence[members[0]]:0.###} to {confidence[members[^1]]:0.###}");
                deciles.Add(Region(rows, name, members));
            }
        }
        return deciles;
    }

    private static SurrogateSize Size(FidelityRows rows, TreeSurrogate surrogate)
    {
        Dictionary<DecisionTree, int[]> depths = surrogate.Members.Select(m => m.Tree).Distinct().ToDictionary(t => t, Depths);
        double length = Enumerable.Range(0, rows.Count).Average(i => depths[surrogate.TreeOf(rows.SurrogateClass(i))][rows.Leaves[i]]);
        return new(surrogate.Members.Count, surrogate.Leaves, surrogate.Depth, length, surrogate.Members.Sum(m => m.Tree.Terms));
    }

    private static int[] Depths(DecisionTree tree)
    {
        int[] level = new int[tree.Nodes.Count], depths = new int[tree.Leaves];
        for (int i = 0; i < level.Length; i++)
        {
            foreach (int child in tree.Nodes[i].Children)
            {
                level[child] = level[i] + 1;
            }
            if (tree.Nodes[i].IsLeaf)
            {
                depths[tree.Nodes[i].Leaf] = level[i];
            }
        }
        return depths;
    }
}
