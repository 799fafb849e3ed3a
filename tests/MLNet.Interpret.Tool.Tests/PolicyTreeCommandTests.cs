using System.Text.Json;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tool.Tests;

/// <summary>Expectation: what the library earns with the same tree on the environment of the same name.</summary>
public sealed class PolicyTreeCommandTests : IDisposable
{
    private static readonly string s_policy = Path.Combine(AppContext.BaseDirectory, "Data", "cartpole", "cartpole_q.onnx");
    private readonly string _folder = Directory.CreateTempSubdirectory("policy").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Extracts_a_tree_and_says_what_it_earns()
    {
        string tree = At("tree.json");
        ToolRun run = await ToolRun.Of(
            "policy-tree", "--model", s_policy, "--environment", "cartpole", "--iterations", "4", "--max-nodes", "8", "--episodes", "30", "--seed", "2", "--out", tree,
            "--svg", At("tree.svg"), "--dot", At("tree.dot"), "--onnx", At("tree.onnx"), "--rules", At("rules.txt"));
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement result = run.Json;
        TreeSurrogate surrogate = TreeSurrogate.FromJson(File.ReadAllText(tree));
        Assert.Equal(["push left", "push right"], surrogate.Classes);
        Assert.Contains("pole angular velocity", surrogate.Features.Select(f => f.Name));
        Assert.Equal(surrogate.Tree.Nodes.Count, result.GetProperty("nodes").GetInt32());
        Assert.Equal(surrogate.Leaves, result.GetProperty("leaves").GetInt32());
        Assert.Equal(surrogate.Depth, result.GetProperty("depth").GetInt32());
        // 8 nodes allow for 4 leaves, which are 7 nodes.
        Assert.InRange(surrogate.Leaves, 2, 4);
        Assert.Equal(200, result.GetProperty("reward_network").GetDouble());
        Assert.Equal(30, result.GetProperty("episodes").GetInt32());
        double mean = result.GetProperty("reward_tree").GetDouble();
        double[] interval = [.. result.GetProperty("reward_tree_interval").EnumerateArray().Select(e => e.GetDouble())];
        Assert.InRange(mean, interval[0], interval[1]);
        PolicyReward again = PolicyReward.Measure(new TreePolicy(surrogate.Tree), () => new CartPole(), 400, 99);
        Assert.InRange(again.Mean, mean - 2 * (mean - interval[0] + again.High - again.Mean) - 1, 200);
        Assert.InRange(result.GetProperty("agreement").GetDouble(), 0.2, 1);
        // The network's own ten and thirty episodes of 200 steps, and at least ten steps of each of the trees' 30 and 30.
        Assert.True(result.GetProperty("queries").GetInt64() >= 40 * 200 + 60 * 10);
        Assert.True(result.GetProperty("seconds").GetDouble() >= result.GetProperty("scoring_seconds").GetDouble());
        Assert.StartsWith("<svg", File.ReadAllText(At("tree.svg")));
        Assert.StartsWith("digraph", File.ReadAllText(At("tree.dot")));
        Assert.Equal(["leaf", "scores", "label"], Onnx.Network.Load(At("tree.onnx")).Outputs.Select(o => o.Name));
        Assert.Contains("push", File.ReadAllText(At("rules.txt")));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_a_line()
    {
        string[] shared = ["policy-tree", "--model", s_policy, "--out", At("tree.json")];
        Assert.Contains("pong", await ToolRun.Failure([.. shared, "--environment", "pong"]));
        Assert.Contains("give one of them", await ToolRun.Failure([.. shared, "--max-nodes", "7", "--max-leaves", "4"]));
        Assert.Contains("at least one node", await ToolRun.Failure([.. shared, "--max-nodes", "0"]));
        Assert.Contains("Iterations of VIPER", await ToolRun.Failure([.. shared, "--iterations", "0"]));
        string wide = Path.Combine(AppContext.BaseDirectory, "Data", "fashion", "fashion_cnn.onnx");
        Assert.Contains("reads 784 numbers", await ToolRun.Failure("policy-tree", "--model", wide, "--out", At("tree.json")));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
