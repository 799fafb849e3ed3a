namespace MLNet.Interpret.SurrogateTrees;

/// <summary>One iteration of <see cref="Viper"/>.</summary>
/// <param name="Iteration">Its number, from 1.</param>
/// <param name="Reward">The mean reward over the episodes that the iteration's states were met in: of the network in the first, then of the tree before.</param>
/// <param name="States">The states that were met so far.</param>
/// <param name="Leaves">The leaves of the iteration's tree.</param>
public sealed record ViperIteration(int Iteration, double Reward, int States, int Leaves);

/// <summary>A tree that acts like a policy network, and how far it can be trusted.</summary>
public sealed record ViperReport
{
    /// <summary>The tree: a class for each action, as any other surrogate.</summary>
    public required TreeSurrogate Surrogate { get; init; }

    /// <summary>The network's reward over fresh episodes.</summary>
    public required PolicyReward NetworkReward { get; init; }

    /// <summary>The tree's reward over the same episodes.</summary>
    public required PolicyReward TreeReward { get; init; }

    /// <summary>The share of the states, of those that the tree met in these episodes, where the network would have acted alike.</summary>
    public required double Agreement { get; init; }

    /// <summary>
    /// The same with each state counted by what a wrong action may lose there, as in the states that trees are learnt from. Where a network hardly
    /// minds which action is taken, a tree may well take the other one, so this tells more of a policy than <see cref="Agreement"/>.
    /// </summary>
    public required double WeightedAgreement { get; init; }

    /// <summary>Those states, with 1 for the network's action and 0 for the others: to measure nodes and rules on.</summary>
    public required Examples Examples { get; init; }

    /// <summary>All iterations.</summary>
    public required IReadOnlyList<ViperIteration> Iterations { get; init; }

    /// <summary>The iteration that the tree is of.</summary>
    public required ViperIteration Chosen { get; init; }

    /// <summary>The number of states that the network was asked about.</summary>
    public required long Queries { get; init; }

    /// <summary>The time that the network took.</summary>
    public required TimeSpan ScoringTime { get; init; }

    /// <summary>The whole time.</summary>
    public required TimeSpan TotalTime { get; init; }

    /// <summary>The network's share of the time.</summary>
    public double ScoringShare => ScoringTime / TotalTime;

    /// <summary>The nodes of the tree, leaves included.</summary>
    public int Nodes => Surrogate.Tree.Nodes.Count;

    /// <summary>The policy of the tree.</summary>
    public TreePolicy Policy => new(Surrogate.Tree);
}
