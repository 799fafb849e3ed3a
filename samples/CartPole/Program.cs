using Microsoft.ML;
using MLNet.Interpret;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;

string network = Path.Combine(AppContext.BaseDirectory, "Data", "cartpole_q.onnx");
string folder = Directory.CreateDirectory(args.Length > 0 ? args[0] : Path.Combine("artifacts", "cartpole")).FullName;

// A network that balances a pole on a cart: how well, and by what rules?
MLContext ml = new(seed: 1);
Console.WriteLine("Learning trees ...");
ViperReport report = ml.Interpret.PolicyTree(network, () => new CartPole(), new ViperOptions
{
    Iterations = 40,
    Inducer = new CartInducer { Criterion = CartCriterion.Gini, MaximumLeaves = 8 },
});
Console.WriteLine($"{report.Iterations.Count} trees learnt from {report.Iterations[^1].States:N0} states, the best kept, in {report.TotalTime.TotalSeconds:F1} s; "
    + $"the network was asked about {report.Queries:N0} states, which took {report.ScoringShare:P0} of the time.\n");

// The rules are made as short as they can be with the tree's actions in all of these states, and measured by the network's. What they earn is measured too.
RuleSet rules = report.Surrogate.ToRules(RuleOrder.Ordered)
    .Simplify(report.Examples.LabelledBy(report.Surrogate), maximumFidelityLoss: 0).Measure(report.Examples);
PolicyReward byRules = PolicyReward.Measure(new TreePolicy(rules.ToTree(report.Examples)), () => new CartPole(), report.TreeReward.Episodes);

Console.WriteLine($"{"",-10} {"reward",7} {"95 % interval",16} {"worst",6}   over {report.TreeReward.Episodes} episodes of at most 200 steps");
foreach ((string name, PolicyReward reward) in new[] { ("network", report.NetworkReward), ("tree", report.TreeReward), ("rules", byRules) })
{
    Console.WriteLine($"{name,-10} {reward.Mean,7:F1} {$"{reward.Low:F1} to {reward.High:F1}",16} {reward.Worst,6:F0}");
}
Console.WriteLine($"\nThe tree has {report.Nodes} nodes. It acts like the network in {report.Agreement:P1} of the states that it meets, and in {report.WeightedAgreement:P1} by what is at stake.");
Console.WriteLine($"\n{rules.ToText()}");

string picture = Path.Combine(folder, "policy.svg"), policy = Path.Combine(folder, "policy.onnx");
File.WriteAllText(picture, report.Surrogate.Tree.ToSvg(report.Surrogate.Classes, NodeFidelity.Measure(report.Surrogate.Tree, report.Examples), "How to balance a pole"));
OnnxFile.Save(report.Surrogate.ToNetwork().Model, policy);
Console.WriteLine($"The tree drawn: {picture}\nThe tree as an ONNX network: {policy}");
