namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A test that might be asked, and what it would tell.</summary>
internal sealed class C45Candidate
{
    /// <summary>A test.</summary>
    /// <param name="test">The test.</param>
    /// <param name="counts">The weight of the rows in each branch, by class.</param>
    /// <param name="unknown">The weight of the rows that cannot answer.</param>
    /// <param name="penalty">What the choice of the test costs, in bits a row.</param>
    public C45Candidate(TreeTest test, double[][] counts, double unknown, double penalty)
    {
        Test = test;
        double[] known = new double[counts[0].Length], sizes = new double[counts.Length + 1];
        double inside = 0;
        for (int b = 0; b < counts.Length; b++)
        {
            for (int c = 0; c < known.Length; c++)
            {
                known[c] += counts[b][c];
                sizes[b] += counts[b][c];
            }
            inside += Information(counts[b]);
        }
        sizes[^1] = unknown;
        double total = sizes.Sum();
        Gain = (Information(known) - inside) / total - penalty;
        double split = Information(sizes) / total;
        Ratio = split > 0 ? Gain / split : 0;
    }

    public TreeTest Test { get; }

    /// <summary>The bits that the answer tells of a row's class, on average over all rows.</summary>
    public double Gain { get; }

    /// <summary>The same by the bits that the answer takes.</summary>
    public double Ratio { get; }

    /// <summary>The entropy of counts, in bits, times their sum.</summary>
    public static double Information(ReadOnlySpan<double> counts)
    {
        double sum = 0, total = 0;
        foreach (double count in counts)
        {
            if (count > 1e-12)
            {
                sum += count * Math.Log2(count);
                total += count;
            }
        }
        return total > 0 ? total * Math.Log2(total) - sum : 0;
    }
}
