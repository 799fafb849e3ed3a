using System.CommandLine;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Tool.Commands;

/// <summary>The options that every command has which runs a network: where it runs. The names are those of ML.NET's <c>ApplyOnnxModel</c>.</summary>
internal sealed class ProviderOptions
{
    private readonly Option<string> _provider = new("--provider") { Description = "Where to run.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int> _device = new("--gpu-device-id") { Description = "The GPU to run on, with '--provider cuda'.", HelpName = "ID" };
    private readonly Option<bool> _fallback = new("--fallback-to-cpu") { Description = "Where CUDA cannot be used, run on the CPU with a warning instead of failing." };

    public ProviderOptions() => _provider.AcceptOnlyFromAmong("cpu", "cuda");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_provider);
        command.Add(_device);
        command.Add(_fallback);
    }

    /// <summary>Where to run.</summary>
    public ExecutionOptions Execution(ParseResult parsed, Terminal terminal) => new()
    {
        GpuDeviceId = parsed.GetRequiredValue(_provider) == "cuda" ? parsed.GetValue(_device) : null,
        FallbackToCpu = parsed.GetValue(_fallback),
        Warn = terminal.Say,
    };
}
