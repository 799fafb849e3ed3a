using System.CommandLine;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Saliency;

namespace MLNet.Interpret.Tool.Commands;

/// <summary><c>export</c>: an explanation as one ONNX file that ONNX Runtime runs anywhere.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        MethodOptions methods = new();
        Option<FileInfo> output = new("--out") { Description = "Takes the network with its explanation.", HelpName = "EXPLAINED.onnx", Required = true };
        Command command = new("export", "Writes an explanation as one ONNX file, which needs nothing of this library to run.") { output };
        methods.AddTo(command);
        command.SetAction(parsed =>
        {
            if (methods.Targets(parsed) is not null)
            {
                throw new ArgumentException("An exported explanation takes --target as a number, or none for the class of the highest score; classes of single rows belong to 'saliency'.");
            }
            Network network = methods.Network(parsed);
            using SaliencyExplainer explainer = new(network, methods.Saliency(parsed), methods.Execution(parsed, terminal));
            FileInfo file = parsed.GetRequiredValue(output);
            OnnxModel model = explainer.ToOnnx();
            OnnxFile.Save(model, file.FullName);
            terminal.Result(new
            {
                Method = methods.MethodName(parsed),
                Inputs = model.Inputs.Select(ValueDescription.Of),
                Outputs = model.Outputs.Select(ValueDescription.Of),
                model.Opset,
                Nodes = model.Nodes.Count,
                Out = file.FullName,
            });
            return 0;
        });
        return command;
    }
}
