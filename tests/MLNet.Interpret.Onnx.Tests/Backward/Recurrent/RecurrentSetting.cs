using System.Runtime.InteropServices;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Recurrent;

/// <summary>A recurrent node of few steps, rows and units: which of its inputs, outputs and attributes it has.</summary>
internal sealed record RecurrentSetting(string OpType, string Variant)
{
    public const int Steps = 4, Rows = 3, Inputs = 2, Size = 3;

    public static readonly RecurrentSetting[] All =
    [
        new("RNN", "plain"),
        new("RNN", "all inputs") { HasBias = true, HasInitial = true, Seeded = [0, 1] },
        new("RNN", "last state alone, not all given") { HasBias = true, Seeded = [1], OnlyLast = true },
        new("RNN", "reverse") { Direction = "reverse", HasBias = true, HasInitial = true, Seeded = [0, 1] },
        new("RNN", "both directions, lengths") { Direction = "bidirectional", HasBias = true, HasInitial = true, Lengths = [4, 2, 3], Seeded = [0, 1] },
        new("RNN", "lengths, last state") { Lengths = [2, 1, 4], HasInitial = true, Seeded = [1] },
        new("RNN", "clipped") { HasBias = true, HasInitial = true, Clip = 0.4f, IsSmooth = false, Seeded = [0, 1] },
        new("RNN", "Relu") { HasBias = true, Activations = ["Relu"], IsSmooth = false },
        new("RNN", "Sigmoid and Affine") { Direction = "bidirectional", Activations = ["Sigmoid", "Affine"], Alpha = [0.5f], Beta = [0.25f] },
        new("RNN", "ScaledTanh and Softsign") { Direction = "bidirectional", Activations = ["ScaledTanh", "Softsign"], Alpha = [1.5f], Beta = [0.5f], IsSmooth = false },
        new("RNN", "LeakyRelu and HardSigmoid") { Direction = "bidirectional", Activations = ["LeakyRelu", "HardSigmoid"], Alpha = [0.25f, 0.125f], Beta = [0.625f], IsSmooth = false },
        new("RNN", "Elu and Softplus") { Direction = "bidirectional", Activations = ["Elu", "Softplus"], Alpha = [0.5f], IsSmooth = false },
        new("RNN", "functions with defaults") { Direction = "bidirectional", Activations = ["LeakyRelu", "HardSigmoid"], IsSmooth = false },

        new("GRU", "plain"),
        new("GRU", "all inputs") { HasBias = true, HasInitial = true, Seeded = [0, 1] },
        new("GRU", "linear before reset") { HasBias = true, HasInitial = true, LinearBeforeReset = true, Seeded = [0, 1] },
        new("GRU", "linear before reset, no biases") { LinearBeforeReset = true },
        new("GRU", "reverse, last state alone, not all given") { Direction = "reverse", HasBias = true, Seeded = [1], OnlyLast = true },
        new("GRU", "both directions, lengths") { Direction = "bidirectional", HasBias = true, HasInitial = true, Lengths = [4, 2, 3], Seeded = [0, 1] },
        new("GRU", "both directions, lengths, linear before reset")
        {
            Direction = "bidirectional", HasBias = true, HasInitial = true, Lengths = [3, 1, 2], LinearBeforeReset = true, Seeded = [0, 1],
        },
        new("GRU", "an empty sequence") { HasBias = true, HasInitial = true, Lengths = [0, 4, 2], Seeded = [0, 1] },
        new("GRU", "clipped") { HasBias = true, HasInitial = true, Clip = 0.4f, IsSmooth = false },
        new("GRU", "clipped, linear before reset") { HasBias = true, HasInitial = true, LinearBeforeReset = true, Clip = 0.4f, IsSmooth = false },
        new("GRU", "other functions") { HasBias = true, Activations = ["HardSigmoid", "ScaledTanh"], Alpha = [0.25f, 1.25f], Beta = [0.5f, 0.75f], IsSmooth = false },
        new("GRU", "functions with defaults") { HasBias = true, Direction = "bidirectional", Activations = ["hardsigmoid", "elu", "sigmoid", "leakyrelu"], IsSmooth = false },

        new("LSTM", "plain"),
        new("LSTM", "all inputs") { HasBias = true, HasInitial = true, Seeded = [0, 1, 2] },
        new("LSTM", "peepholes") { HasBias = true, HasInitial = true, HasPeepholes = true, Seeded = [0, 1, 2] },
        new("LSTM", "coupled") { HasBias = true, HasInitial = true, IsCoupled = true, Seeded = [0, 1, 2] },
        new("LSTM", "coupled, peepholes") { HasBias = true, HasPeepholes = true, IsCoupled = true },
        new("LSTM", "reverse, cells alone") { Direction = "reverse", HasBias = true, HasInitial = true, Seeded = [2] },
        new("LSTM", "last state alone, not all given") { HasBias = true, Seeded = [1], OnlyLast = true },
        new("LSTM", "both directions, lengths") { Direction = "bidirectional", HasBias = true, HasInitial = true, Lengths = [4, 2, 3], Seeded = [0, 1, 2] },
        new("LSTM", "reverse, lengths, peepholes") { Direction = "reverse", HasBias = true, HasPeepholes = true, Lengths = [1, 4, 2], Seeded = [0, 2] },
        new("LSTM", "an empty sequence") { HasBias = true, HasInitial = true, Lengths = [0, 3, 4], Seeded = [0, 1, 2] },
        new("LSTM", "clipped, peepholes") { HasBias = true, HasInitial = true, HasPeepholes = true, Clip = 0.4f, IsSmooth = false, Seeded = [0, 2] },
        new("LSTM", "other functions")
        {
            HasBias = true, Activations = ["HardSigmoid", "ScaledTanh", "Affine"], Alpha = [0.25f, 1.25f, 0.75f], Beta = [0.5f, 0.75f, 0.125f], IsSmooth = false,
        },
        new("LSTM", "functions of both directions")
        {
            Direction = "bidirectional", Activations = ["Sigmoid", "Softsign", "Relu", "Sigmoid", "ThresholdedRelu", "Softplus"], Alpha = [0.125f], IsSmooth = false,
        },
    ];

    public string Name => $"{OpType}, {Variant}";

    public string Direction { get; init; } = "forward";

    public bool HasBias { get; init; }

    public bool HasInitial { get; init; }

    public bool HasPeepholes { get; init; }

    public bool IsCoupled { get; init; }

    public bool LinearBeforeReset { get; init; }

    /// <summary>Whether the output of all states is left out.</summary>
    public bool OnlyLast { get; init; }

    public float? Clip { get; init; }

    public int[]? Lengths { get; init; }

    public string[]? Activations { get; init; }

    public float[] Alpha { get; init; } = [];

    public float[] Beta { get; init; } = [];

    public int[] Seeded { get; init; } = [0];

    /// <summary>Whether the functions have as many derivatives as one likes.</summary>
    public bool IsSmooth { get; init; } = true;

    public int Directions => Direction == "bidirectional" ? 2 : 1;

    public int Gates => OpType switch { "RNN" => 1, "GRU" => 3, _ => 4 };

    public GradientCase ToCase()
    {
        CaseInput initial = HasInitial ? In(Directions, Rows, Size) : Missing();
        List<CaseInput> inputs =
        [
            In(Steps, Rows, Inputs).Batched(),
            Weight(Directions, Gates * Size, Inputs).Range(-0.5, 0.5),
            Weight(Directions, Gates * Size, Size).Range(-0.5, 0.5),
            HasBias ? Weight(Directions, 2 * Gates * Size).Range(-0.5, 0.5) : Missing(),
            Lengths is { } lengths ? Tensor(OnnxTensor.Raw(ElementType.Int32, MemoryMarshal.AsBytes(lengths.AsSpan()), [lengths.Length])) : Missing(),
            initial,
        ];
        if (OpType == "LSTM")
        {
            inputs.Add(initial);
            inputs.Add(HasPeepholes ? Weight(Directions, 3 * Size) : Missing());
        }
        return new GradientCase(OpType, Variant, [.. inputs])
        {
            Set = Set, Outputs = OpType == "LSTM" ? 3 : 2, Seeded = Seeded, FloatOnly = true, Step = OnlyLast ? 1.0 / 64 : 1.0 / 32,
        };
    }

    private void Set(OnnxNode node)
    {
        node.Set("hidden_size", Size).Set("direction", Direction);
        if (OnlyLast)
        {
            node.Outputs[0] = "";
        }
        if (Activations is not null)
        {
            node.Set("activations", Activations.AsSpan());
        }
        if (Alpha.Length > 0)
        {
            node.Set("activation_alpha", Alpha.AsSpan());
        }
        if (Beta.Length > 0)
        {
            node.Set("activation_beta", Beta.AsSpan());
        }
        if (Clip is { } clip)
        {
            node.Set("clip", clip);
        }
        if (IsCoupled)
        {
            node.Set("input_forget", 1);
        }
        if (LinearBeforeReset)
        {
            node.Set("linear_before_reset", 1);
        }
    }
}
