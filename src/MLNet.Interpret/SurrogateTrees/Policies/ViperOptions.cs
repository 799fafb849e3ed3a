namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Settings of <see cref="Viper"/>. The defaults are those of the authors' program, but for <see cref="SelectionEpisodes"/>.</summary>
public sealed record ViperOptions
{
    /// <summary>The number of trees that are learnt, of which the best is kept: N of the paper. Default 80.</summary>
    public int Iterations { get; init; } = 80;

    /// <summary>The episodes that each iteration adds the states of: M of the paper. Default 10.</summary>
    public int Rollouts { get; init; } = 10;

    /// <summary>The largest number of states that a tree is learnt from. Default 200,000.</summary>
    public int MaximumExamples { get; init; } = 200_000;

    /// <summary>
    /// The episodes that trees are compared by, in each round that leaves the better half of them. Default 200, where the authors' program has 50:
    /// the network is not asked in them, and trees that fail now and then are told from those that never do.
    /// </summary>
    public int SelectionEpisodes { get; init; } = 200;

    /// <summary>The fresh episodes that the network and the chosen tree are measured on in the end. Default 100.</summary>
    public int EvaluationEpisodes { get; init; } = 100;

    /// <summary>
    /// How a tree is learnt. Null for <see cref="CartInducer"/> by Gini impurity with at most 12 tests on a path, any number of leaves, and single
    /// states as leaves; set <see cref="TreeInducer.MaximumLeaves"/> to have a tree that is read: n leaves are 2 n - 1 nodes.
    /// </summary>
    public CartInducer? Inducer { get; init; }

    /// <summary>What the network's scores mean.</summary>
    public PolicyScores Scores { get; init; }

    /// <summary>The seed of all that is random; null for 0, or the context's.</summary>
    public int? Seed { get; init; }

    internal CartInducer Tree => Inducer ?? new CartInducer
    {
        Criterion = CartCriterion.Gini, MaximumDepth = 12, MaximumLeaves = int.MaxValue, MinimumLeafSize = 1,
    };

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range; the message says which.</exception>
    public void Check()
    {
        Require(Iterations, nameof(Iterations));
        Require(Rollouts, nameof(Rollouts));
        Require(MaximumExamples, nameof(MaximumExamples));
        Require(SelectionEpisodes, nameof(SelectionEpisodes));
        Require(EvaluationEpisodes, nameof(EvaluationEpisodes));

        static void Require(int value, string setting)
        {
            if (value < 1)
            {
                throw new ArgumentOutOfRangeException(setting, value, $"{setting} of VIPER must be at least 1.");
            }
        }
    }
}
