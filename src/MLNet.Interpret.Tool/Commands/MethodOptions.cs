using System.CommandLine;
using System.Globalization;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Commands;

/// <summary>The options that name a network, a method and its settings; the commands that explain share them.</summary>
internal sealed class MethodOptions
{
    private static readonly Dictionary<string, Quadrature> s_quadratures = new()
    {
        ["midpoint"] = Quadrature.Midpoint,
        ["trapezoid"] = Quadrature.Trapezoid,
        ["gauss-legendre"] = Quadrature.GaussLegendre,
    };

    private static readonly Dictionary<string, Func<int, Quadrature, SaliencyMethod>> s_methods = new()
    {
        ["gradient"] = (_, _) => new Gradient(),
        ["gradient-x-input"] = (_, _) => new GradientTimesInput(),
        ["integrated-gradients"] = (steps, quadrature) => new IntegratedGradients(steps, quadrature),
    };

    private readonly Option<FileInfo> _model = ModelOption.Create();
    private readonly Option<string> _method = new("--method") { Description = "How to explain.", Required = true };
    private readonly Option<string?> _output = new("--output") { Description = "The output, or a layer, whose scores are explained; else the first output.", HelpName = "NAME" };
    private readonly Option<string?> _target = new("--target") { Description = "The class to explain: a number, or an int64 .npy of one for each row; else that of the highest score.", HelpName = "T.npy|INT" };
    private readonly Option<string?> _baseline = new("--baseline") { Description = "What rows are compared with: a number, or a .npy of one row or of one for each row; else 0.", HelpName = "B.npy|NUMBER" };
    private readonly Option<int> _steps = new("--steps") { Description = "The points on the path of integrated gradients.", HelpName = "N", DefaultValueFactory = _ => 50 };
    private readonly Option<string> _quadrature = new("--quadrature") { Description = "How the path is integrated.", DefaultValueFactory = _ => "gauss-legendre" };
    private readonly Option<string?> _precision = new("--precision") { Description = "What the network is worked out in; else double along the path of integrated gradients on the CPU, so that no rounding decides on which side of a kink a point lies." };
    private readonly Option<int> _memory = new("--memory") { Description = "About what the network's values may take in memory at the same time, in MB.", HelpName = "MB", DefaultValueFactory = _ => 256 };
    private readonly ProviderOptions _provider = new();

    public MethodOptions()
    {
        _method.AcceptOnlyFromAmong([.. s_methods.Keys]);
        _quadrature.AcceptOnlyFromAmong([.. s_quadratures.Keys]);
        _precision.AcceptOnlyFromAmong("single", "double");
    }

    /// <summary>The class to explain, where it is given for each row.</summary>
    public Option<string?> Target => _target;

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _model, _method, _output, _target, _baseline, _steps, _quadrature, _precision, _memory })
        {
            command.Add(option);
        }
        _provider.AddTo(command);
    }

    /// <summary>The network that is named.</summary>
    public Network Network(ParseResult parsed) => Onnx.Network.Load(parsed.GetRequiredValue(_model).FullName);

    /// <summary>The method's name.</summary>
    public string MethodName(ParseResult parsed) => parsed.GetRequiredValue(_method);

    /// <summary>What to explain, and how.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="input">The input that is explained; null for the only one.</param>
    /// <param name="batchSize">The rows to run at once; null for a number that is found.</param>
    /// <param name="rows">The number of rows that are to be explained; null where it is not known.</param>
    public SaliencyOptions Saliency(ParseResult parsed, string? input = null, int? batchSize = null, long? rows = null) => new()
    {
        Method = s_methods[MethodName(parsed)](parsed.GetValue(_steps), s_quadratures[parsed.GetRequiredValue(_quadrature)]),
        InputName = input,
        OutputName = parsed.GetValue(_output),
        Target = int.TryParse(parsed.GetValue(_target), CultureInfo.InvariantCulture, out int target) ? target : null,
        Baseline = Baseline(parsed, rows).Shared,
        BatchSize = batchSize,
        MemoryBound = (long)parsed.GetValue(_memory) << 20,
        InDouble = parsed.GetValue(_precision) is { } precision ? precision == "double" : null,
    };

    /// <summary>The class of each row, where a file gives them.</summary>
    public long[]? Targets(ParseResult parsed) => parsed.GetValue(_target) is { } text && !int.TryParse(text, CultureInfo.InvariantCulture, out _)
        ? ReadFile("--target", text).ToLongs(text)
        : null;

    /// <summary>The baseline: one for all rows, or those of the rows.</summary>
    public (Baseline Shared, float[]? PerRow) Baseline(ParseResult parsed, long? rows)
    {
        string? text = parsed.GetValue(_baseline);
        if (text is null || float.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            return (text is null ? 0f : float.Parse(text, CultureInfo.InvariantCulture), null);
        }
        NpyArray array = ReadFile("--baseline", text);
        return rows > 1 && array.Shape.Length > 0 && array.Shape[0] == rows
            ? (Interpret.Saliency.Baseline.PerRow, array.ToFloats())
            : (array.ToFloats(), null);
    }

    private static NpyArray ReadFile(string option, string path) => File.Exists(path)
        ? Npy.Read(path)
        : throw new FileNotFoundException($"{option} is a number or a .npy file; '{path}' is neither.", path);

    /// <summary>Where to run.</summary>
    public ExecutionOptions Execution(ParseResult parsed, Terminal terminal) => _provider.Execution(parsed, terminal);
}
