namespace MLNet.Interpret.SurrogateTrees;

/// <summary>
/// TREPAN (Craven 1996, "Extracting Comprehensible Models from Trained Neural Networks"): grows best-first by reach times (1 - fidelity),
/// asks the model about rows that it draws for each node, and tests whether m of n conditions are met.
/// </summary>
public sealed record TrepanInducer : TreeInducer
{
    /// <summary>The number of rows at a node that a test is chosen from; drawn where the training data have fewer.</summary>
    public int MinimumSample { get; init; } = 1000;

    /// <summary>The largest number of tests in the tree.</summary>
    public int MaximumTests { get; init; } = 15;

    /// <summary>The largest number of conditions in a test; 1 for tests on single features.</summary>
    public int MaximumLiterals { get; init; } = 8;

    /// <summary>The number of tests that the search for m of n keeps at once.</summary>
    public int BeamWidth { get; init; } = 2;

    /// <summary>A node is not split where at least this share of it is of one class, with confidence 1 - <see cref="Significance"/>.</summary>
    public double Purity { get; init; } = 0.98;

    /// <summary>The chance of error of the tests of purity, and of whether a condition improves a test.</summary>
    public double Significance { get; init; } = 0.05;

    /// <inheritdoc/>
    public override string Name => "TREPAN";

    /// <inheritdoc/>
    protected override void Check()
    {
        base.Check();
        Require(MinimumSample >= 0, nameof(MinimumSample), MinimumSample, "at least 0");
        Require(MaximumTests >= 0, nameof(MaximumTests), MaximumTests, "at least 0");
        Require(MaximumLiterals >= 1, nameof(MaximumLiterals), MaximumLiterals, "at least 1");
        Require(BeamWidth >= 1, nameof(BeamWidth), BeamWidth, "at least 1");
        Require(Purity is > 0.5 and < 1, nameof(Purity), Purity, "between 0.5 and 1");
        Require(Significance is > 0 and < 1, nameof(Significance), Significance, "between 0 and 1");
    }

    /// <inheritdoc/>
    protected override TreeSurrogate Learn(Lesson lesson)
    {
        if (!lesson.IsClassification)
        {
            throw new NotSupportedException("TREPAN learns classes; a model of a number is mimicked by FastTree, CART or ANN-DT.");
        }
        lesson.RequireNoMissingValues(Name);
        TrepanPool pool = new(lesson);
        TrepanSampler sampler = new(lesson, pool);
        MOfNSearch search = new(lesson, pool, this);
        TreeBuilder tree = new(lesson.Features);
        PriorityQueue<(int Node, TrepanNode At), double> open = new();
        Open(sampler.Root());
        for (int tests = 0; tests < MaximumTests && tree.Leaves < MaximumLeaves && open.TryDequeue(out (int Node, TrepanNode At) next, out _);)
        {
            lesson.Cancellation.ThrowIfCancellationRequested();
            if (search.Find(next.At.Rows) is not { } test)
            {
                continue;
            }
            tests++;
            List<int>[] parts = [[], []];
            foreach (int row in next.At.Rows)
            {
                parts[test.Branch(pool.Row(row))].Add(row);
            }
            int[] children = [.. parts.Select((rows, branch) => Open(sampler.Child(next.At, rows, test, branch)))];
            tree.Split(next.Node, test, children);
            lesson.Progress?.Report(tree.Leaves);
        }
        Merge(0);
        return new TreeSurrogate(lesson.Features, lesson.Classes, [new SurrogateMember(tree.ToTree())]);

        int Open(TrepanNode at)
        {
            sampler.Fill(at, MinimumSample);
            double[] shares = pool.Shares(at.Rows);
            int training = at.Rows.Count(r => r < lesson.Examples.Count);
            int node = tree.Add(shares, training);
            double impurity = 1 - shares.Max();
            if (impurity > 0 && !IsPure(shares.Max(), at.Rows.Count))
            {
                open.Enqueue((node, at), -impurity * at.Reach);
            }
            return node;
        }

        // Where all leaves below predict one class, the tests tell nothing that is asked for.
        int Merge(int node)
        {
            int[] classes = [.. tree[node].Children.Select(Merge).Distinct()];
            if (classes.Length == 1 && classes[0] >= 0)
            {
                tree.Cut(node);
            }
            return tree[node].IsLeaf ? TreeSurrogate.ArgMax(tree[node].Value) : -1;
        }
    }

    /// <summary>Whether the lower end of the confidence interval of a class's share is high enough.</summary>
    private bool IsPure(double share, int count)
    {
        double z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - Significance), square = z * z / count;
        double low = (share + square / 2 - z * Math.Sqrt(share * (1 - share) / count + square / (4 * count))) / (1 + square);
        return low >= Purity;
    }
}
