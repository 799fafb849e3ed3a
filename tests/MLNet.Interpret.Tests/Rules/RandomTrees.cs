using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.Rules;

/// <summary>Trees of every kind of test, grown at random, and rows that fall on thresholds too.</summary>
internal static class RandomTrees
{
    public static readonly TreeFeature[] Features = [new("size"), new("weight, kg"), new("kind", ["a", "b \"c\"", "d,e", "f"]), new("class")];

    public static readonly string[] Classes = ["red", "green", "blue"];

    public static DecisionTree Tree(int seed, int depth, int outputs = 3)
    {
        Random random = new(seed);
        List<TreeNode> nodes = [];
        Add(depth);
        return new DecisionTree(Features, nodes);

        int Add(int level)
        {
            int at = nodes.Count;
            // Thirds and the like have no short decimal form, so that what is written must be exact to be read right.
            double[] value = [.. Enumerable.Range(0, outputs).Select(_ => random.Next(1, 10) / 3.0)];
            nodes.Add(new TreeNode { Value = value, Count = random.Next(1, 9) });
            if (level > 0 && (level == depth || random.Next(5) > 0))
            {
                TreeTest test = Test(random);
                int[] children = [.. Enumerable.Range(0, test.Branches).Select(_ => Add(level - 1))];
                nodes[at] = nodes[at] with { Test = test, Children = children };
            }
            return at;
        }
    }

    /// <summary>Rows whose numbers are often just a threshold.</summary>
    public static Examples Rows(int seed, int count, int outputs = 3, double missing = 0)
    {
        Random random = new(seed);
        float[] rows = [.. Enumerable.Range(0, count).SelectMany(_ => new[] { Number(random), Number(random), random.Next(4), Number(random) })];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = random.NextDouble() < missing ? float.NaN : rows[i];
        }
        return new Examples(rows, 4, [.. Enumerable.Range(0, count * outputs).Select(_ => random.NextDouble())], outputs);
    }

    /// <summary>The same rows, of which a tree or rules are the teacher, but for one in ten.</summary>
    public static Examples TaughtBy(DecisionTree tree, Examples rows, int seed)
    {
        Random random = new(seed);
        double[] targets = [.. rows.Targets];
        for (int i = 0; i < rows.Count; i++)
        {
            if (random.Next(10) > 0)
            {
                tree.Leaf(tree.FindLeaf(rows.Row(i))).Value.ToArray().CopyTo(targets, i * rows.Outputs);
            }
        }
        return new Examples(rows.Rows, rows.Width, targets, rows.Outputs);
    }

    private static float Number(Random random) => random.Next(-6, 7) / 7f;

    private static TreeTest Test(Random random) => random.Next(6) switch
    {
        0 => new CategoricalTest(2, [0, 1, 2, 3]),
        1 => new CategoricalTest(2, [0, 1, 1, 0]),
        2 => new MOfNTest(random.Next(1, 3), [new(0, Number(random), true), new(1, Number(random), false), new(2, random.Next(4), random.Next(2) == 0)], [false, false, true, false]),
        3 => new MOfNTest(1, [new(2, random.Next(4), false)], [false, false, true, false]),
        int i => new NumericTest(i == 4 ? 0 : random.Next(2) == 0 ? 1 : 3, Number(random)),
    };
}
