using System.CommandLine;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Tool.Commands;

/// <summary><c>inspect</c>: what a network consists of, and what of it can be differentiated.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<FileInfo> model = ModelOption.Create();
        Command command = new("inspect", "Lists a network's inputs, outputs, layers and operators, and says which are differentiable.") { model };
        command.SetAction(parsed =>
        {
            terminal.Result(Describe(Network.Load(parsed.GetRequiredValue(model).FullName)));
            return 0;
        });
        return command;
    }

    private static object Describe(Network network) => new
    {
        Model = network.Name,
        network.Model.Opset,
        network.FixedBatch,
        Inputs = network.Inputs.Select(ValueDescription.Of),
        Outputs = network.Outputs.Select(ValueDescription.Of),
        Parameters = network.Model.Initializers.Values.Sum(t => t.Count),
        Layers = network.Layers.Select(l => new { l.Name, Operator = l.OpType, Outputs = l.Outputs.Select(ValueDescription.Of) }),
        Operators = network.Layers.GroupBy(l => l.OpType).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new { Operator = g.Key, Count = g.Count(), Gradient = GradientOf(g.Key) }),
    };

    private static string GradientOf(string opType) =>
        RuleSet.Gradient.TryGet(opType, out _) ? "differentiable" : RuleSet.Gradient.CarriesNone(opType) ? "carries none" : "no rule";
}
