using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>The sample's policy network on CartPole. Expectation: the most that there is to earn, 1 for each of 200 steps.</summary>
public class ViperCartPoleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_tree_of_at_most_15_nodes_earns_all(int seed)
    {
        using NetworkScorer scorer = new(Onnx.Network.Load(Path.Combine(AppContext.BaseDirectory, "Data", "cartpole", "cartpole_q.onnx")));
        ViperReport report = Viper.Extract(scorer, () => new CartPole(), new()
        {
            Iterations = 25, MaximumExamples = 20_000, SelectionEpisodes = 100, Seed = seed, Inducer = new() { Criterion = CartCriterion.Gini, MaximumLeaves = 8 },
        });
        Assert.InRange(report.Nodes, 3, 15);
        Assert.Equal(200, report.NetworkReward.Mean);
        Assert.Equal(200, report.TreeReward.Mean);
        Assert.Equal(100, report.TreeReward.Episodes);
        // Episodes whose seeds the extraction never saw.
        PolicyReward fresh = PolicyReward.Measure(report.Policy, () => new CartPole(), episodes: 100, seed: 1_000_000 + seed);
        Assert.Equal(200, fresh.Mean);
        Assert.Equal((200, 200), (fresh.Low, fresh.High));

        // The tree as an ONNX network decides alike.
        using NetworkScorer lowered = new(report.Surrogate.ToNetwork(), "scores");
        Assert.Equal(200, PolicyReward.Measure(new NetworkPolicy(lowered, new CartPole()), () => new CartPole(), episodes: 20, seed: seed).Mean);
    }
}
