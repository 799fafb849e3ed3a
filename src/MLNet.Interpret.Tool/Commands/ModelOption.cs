using System.CommandLine;

namespace MLNet.Interpret.Tool.Commands;

/// <summary>The option that every command has: the network.</summary>
internal static class ModelOption
{
    public static Option<FileInfo> Create() => new("--model") { Description = "The network: an ONNX file.", HelpName = "NET.onnx", Required = true };
}
