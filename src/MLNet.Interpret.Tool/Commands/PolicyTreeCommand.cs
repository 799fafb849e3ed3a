using System.CommandLine;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Commands;

/// <summary><c>policy-tree</c>: a tree that acts like a policy network and can be read.</summary>
internal static class PolicyTreeCommand
{
    public static Command Create(Terminal terminal)
    {
        ViperOptions defaults = new();
        Option<FileInfo> model = new("--model") { Description = "The policy network: an ONNX file that reads states and gives a score for each action.", HelpName = "policy.onnx", Required = true };
        Option<string> environment = new("--environment") { Description = "What the policy acts in.", DefaultValueFactory = _ => "cartpole" };
        Option<string?> scores = new("--output") { Description = "The network's output that holds the scores; else the first.", HelpName = "NAME" };
        Option<int> iterations = new("--iterations") { Description = "The trees to learn, of which the best is kept.", DefaultValueFactory = _ => defaults.Iterations, HelpName = "N" };
        Option<int> rollouts = new("--rollouts") { Description = "The episodes that each tree learns from beside those before.", DefaultValueFactory = _ => defaults.Rollouts, HelpName = "M" };
        Option<int?> maxNodes = new("--max-nodes") { Description = "The most nodes, leaves included; else 15.", HelpName = "N" };
        Option<int?> maxLeaves = new("--max-leaves") { Description = "The most leaves, instead of --max-nodes.", HelpName = "N" };
        Option<int> episodes = new("--episodes") { Description = "The fresh episodes that network and tree are measured on.", DefaultValueFactory = _ => defaults.EvaluationEpisodes, HelpName = "N" };
        Option<int> seed = new("--seed") { Description = "The seed of all that is random.", DefaultValueFactory = _ => 0, HelpName = "S" };
        Option<FileInfo> output = new("--out") { Description = "Takes the tree.", HelpName = "tree.json", Required = true };
        environment.AcceptOnlyFromAmong([.. NamedEnvironments.All.Keys]);
        Command command = new("policy-tree", "Extracts a tree from a policy network by VIPER.")
        {
            model, environment, scores, iterations, rollouts, maxNodes, maxLeaves, episodes, seed, output,
        };
        // A policy that errs a little more than the tree may fail where the tree does not.
        SurrogateFiles files = new(exactRules: true);
        ProviderOptions provider = new();
        files.AddTo(command);
        provider.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            FileInfo file = parsed.GetRequiredValue(output);
            Outputs.CheckFolder(file);
            files.CheckFolders(parsed);
            ViperOptions options = new()
            {
                Iterations = parsed.GetValue(iterations),
                Rollouts = parsed.GetValue(rollouts),
                EvaluationEpisodes = parsed.GetValue(episodes),
                Seed = parsed.GetValue(seed),
                Inducer = new() { Criterion = CartCriterion.Gini, MaximumLeaves = Leaves(parsed.GetValue(maxNodes), parsed.GetValue(maxLeaves)) },
            };
            using NetworkScorer scorer = new(Network.Load(parsed.GetRequiredValue(model).FullName), parsed.GetValue(scores), provider.Execution(parsed, terminal));
            ViperReport report = terminal.WithProgress("learning trees", progress => Viper.Extract(
                scorer, NamedEnvironments.Find(parsed.GetRequiredValue(environment)), options, new Share(progress, options.Iterations), cancellation));
            Outputs.WriteText(file, report.Surrogate.ToJson());
            files.Write(parsed, report.Surrogate, report.Examples);
            terminal.Say(report.Surrogate.ToText());
            terminal.Result(new
            {
                Environment = parsed.GetRequiredValue(environment),
                RewardNetwork = report.NetworkReward.Mean,
                RewardNetworkInterval = new[] { report.NetworkReward.Low, report.NetworkReward.High },
                RewardTree = report.TreeReward.Mean,
                RewardTreeInterval = new[] { report.TreeReward.Low, report.TreeReward.High },
                RewardTreeWorst = report.TreeReward.Worst,
                report.TreeReward.Episodes,
                report.Nodes,
                report.Surrogate.Leaves,
                report.Surrogate.Depth,
                report.Agreement,
                report.WeightedAgreement,
                report.Chosen.Iteration,
                report.Queries,
                Seconds = Math.Round(report.TotalTime.TotalSeconds, 4),
                ScoringSeconds = Math.Round(report.ScoringTime.TotalSeconds, 4),
                Out = file.FullName,
            });
            return 0;
        }, cancellation));
        return command;
    }

    /// <summary>A tree of two branches has one leaf more than inner nodes.</summary>
    private static int Leaves(int? maxNodes, int? maxLeaves) => (maxNodes, maxLeaves) switch
    {
        (not null, not null) => throw new ArgumentException("--max-nodes and --max-leaves say the same; give one of them."),
        (< 1, _) => throw new ArgumentException($"--max-nodes is {maxNodes}; a tree has at least one node."),
        (_, { } leaves) => leaves,
        _ => ((maxNodes ?? 15) + 1) / 2,
    };

    private sealed class Share(IProgress<double> progress, int iterations) : IProgress<ViperIteration>
    {
        public void Report(ViperIteration value) => progress.Report(value.Iteration / (double)iterations);
    }
}
