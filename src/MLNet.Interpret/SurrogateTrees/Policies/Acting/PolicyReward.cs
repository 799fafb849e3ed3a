using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The reward of a policy, measured over episodes.</summary>
/// <param name="Mean">The mean over the episodes.</param>
/// <param name="Low">The lower end of Student's 95 % confidence interval of the mean.</param>
/// <param name="High">The upper end.</param>
/// <param name="Worst">The smallest reward of an episode.</param>
/// <param name="Episodes">The number of episodes.</param>
public sealed record PolicyReward(double Mean, double Low, double High, double Worst, int Episodes)
{
    /// <summary>Lets a policy act, and measures its reward.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="environment">Makes environments: episodes are played side by side, each in one of its own.</param>
    /// <param name="episodes">The number of episodes.</param>
    /// <param name="seed">The seed that episodes' seeds are drawn by: policies that are measured by the same seed meet the same episodes.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static PolicyReward Measure(IPolicy policy, Func<IEnvironment> environment, int episodes = 100, int seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        return Of(new Rollouts(environment).Play(policy, Seeds(new Random(seed), episodes), cancellation));
    }

    internal static PolicyReward Of(double[] rewards)
    {
        (double mean, double low, double high) = MeanInterval.Student(rewards);
        return new(mean, low, high, rewards.Min(), rewards.Length);
    }

    internal static int[] Seeds(Random random, int episodes)
    {
        int[] seeds = new int[episodes];
        for (int i = 0; i < episodes; i++)
        {
            seeds[i] = random.Next();
        }
        return seeds;
    }
}
