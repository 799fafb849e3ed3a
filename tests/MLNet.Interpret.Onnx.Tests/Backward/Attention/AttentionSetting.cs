using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Attention;

/// <summary>What an attention node of two rows has of inputs, outputs and attributes.</summary>
internal sealed record AttentionSetting(string Variant)
{
    public const int Rows = 2, Queries = 3, Keys = 4, Size = 2;

    public static readonly AttentionSetting[] All =
    [
        new("plain"),
        new("values of another size") { ValueSize = 3 },
        new("scaled") { Scale = 0.3f },
        new("causal") { IsCausal = true },
        new("heads in groups") { QueryHeads = 4, Heads = 2, ValueSize = 3 },
        new("heads of one group") { QueryHeads = 3, Heads = 1, IsCausal = true },
        new("soft cap") { SoftCap = 0.7f },
        new("soft cap, mask, causal") { SoftCap = 0.7f, Mask = [Queries, Keys], IsCausal = true },
        new("mask") { Mask = [Queries, Keys] },
        new("mask of each head") { Mask = [2, Queries, Keys] },
        new("mask of each row") { Mask = [Rows, 1, Queries, Keys] },
        new("mask of each row and head, causal") { Mask = [Rows, 2, Queries, Keys], IsCausal = true },
        new("boolean mask") { Mask = [Queries, Keys], Forbidden = [1, 2, 7, 8] },
        new("boolean mask of each row, heads in groups") { Mask = [Rows, 1, Queries, Keys], Forbidden = [0, 6, 13, 14, 20, 22], QueryHeads = 4, Heads = 2 },
        new("boolean mask, causal") { Mask = [Queries, Keys], Forbidden = [4, 7, 9], IsCausal = true },
        new("state") { Past = 2, Seeded = [0, 1, 2] },
        new("state, causal") { Past = 2, IsCausal = true, Seeded = [0, 2] },
        new("state, mask, causal, heads in groups") { Past = 2, Mask = [1, 4, Queries, Keys + 2], IsCausal = true, QueryHeads = 4, Heads = 2, ValueSize = 1, Seeded = [0, 1] },
        new("scores too") { Seeded = [0, 3], OutputMode = 0, Mask = [Queries, Keys], SoftCap = 1.5f },
        new("capped scores too") { Seeded = [0, 3], OutputMode = 1, Mask = [Queries, Keys], SoftCap = 1.5f },
        new("masked scores too") { Seeded = [0, 3], OutputMode = 2, Mask = [Queries, Keys], SoftCap = 1.5f },
        new("weights too") { Seeded = [0, 3], OutputMode = 3, Mask = [Queries, Keys], SoftCap = 1.5f, IsCausal = true },
        new("weights too, heads in groups") { Seeded = [0, 3], OutputMode = 3, QueryHeads = 2, Heads = 1 },
        new("flat") { IsFlat = true, ValueSize = 3 },
        new("flat, causal, heads in groups, mask") { IsFlat = true, QueryHeads = 4, Heads = 2, IsCausal = true, Mask = [Queries, Keys] },
        new("flat, state") { IsFlat = true, Past = 2, Seeded = [0, 1, 2], IsCausal = true },
        new("flat, state, heads in groups") { IsFlat = true, Past = 1, QueryHeads = 4, Heads = 2, Seeded = [0, 1, 2] },
        new("lengths") { Opset = 24, Lengths = [4, 2] },
        new("lengths, mask, soft cap") { Opset = 24, Lengths = [3, 4], Mask = [Rows, 1, Queries, Keys], SoftCap = 0.7f },
        new("lengths, causal") { Opset = 24, Lengths = [4, 3], IsCausal = true },
        new("a query of which all keys are forbidden") { Mask = [Queries, Keys], Forbidden = [4, 5, 6, 7, 9], Seeded = [0, 3], OutputMode = 3 },
        new("a mask with infinities, and a query of them alone") { Mask = [Queries, Keys], Infinite = [1, 2, 8, 9, 10, 11], SoftCap = 0.7f },
        new("queries before all keys") { Opset = 24, Lengths = [1, 3], IsCausal = true, Seeded = [0, 3], OutputMode = 3 },
        new("no keys") { Opset = 24, Lengths = [0, 3], SoftCap = 0.7f },
        new("set 24, causal, softmax in float32") { Opset = 24, IsCausal = true, Mask = [Queries, Keys], Precision = ElementType.Float },
    ];

    public string Name => $"Attention, {Variant}";

    public int Opset { get; init; } = 23;

    /// <summary>Whether inputs have three dimensions, with the heads in the last.</summary>
    public bool IsFlat { get; init; }

    public int QueryHeads { get; init; } = 2;

    public int Heads { get; init; } = 2;

    public int ValueSize { get; init; } = Size;

    /// <summary>The number of keys in the state.</summary>
    public int Past { get; init; }

    public bool IsCausal { get; init; }

    public float? Scale { get; init; }

    public float SoftCap { get; init; }

    public long[]? Mask { get; init; }

    /// <summary>The places that a boolean mask forbids; null where the mask is of numbers.</summary>
    public int[]? Forbidden { get; init; }

    /// <summary>The places where a mask of numbers is minus infinity, and elsewhere 0.25; null where it is anything.</summary>
    public int[]? Infinite { get; init; }

    public int[]? Lengths { get; init; }

    public int OutputMode { get; init; }

    public ElementType? Precision { get; init; }

    public int[] Seeded { get; init; } = [0];

    public GradientCase ToCase()
    {
        CaseInput mask = Mask is null ? Missing() : Infinite is not null ? Weight(Mask).Values(Infinities()).NotDifferentiable() : Forbidden is null ? In(Mask) : Bools(Mask, Allowed());
        mask = Mask is [Rows, _, _, _] ? mask.AtRunTime().Batched() : mask;
        List<CaseInput> inputs = [Sequence(QueryHeads, Queries, Size), Sequence(Heads, Keys, Size), Sequence(Heads, Keys, ValueSize), mask];
        inputs.Add(Past > 0 ? In(Rows, Heads, Past, Size).Batched() : Missing());
        inputs.Add(Past > 0 ? In(Rows, Heads, Past, ValueSize).Batched() : Missing());
        if (Lengths is { } lengths)
        {
            inputs.Add(Longs([.. lengths.Select(l => (long)l)]).AtRunTime().Batched());
        }
        return new GradientCase("Attention", Variant, [.. inputs]) { Set = Set, Opset = Opset, Outputs = 4, Seeded = Seeded, FloatOnly = true, Step = 1.0 / 32 };
    }

    private CaseInput Sequence(int heads, int length, int size) => (IsFlat ? In(Rows, length, heads * size) : In(Rows, heads, length, size)).Batched();

    private double[] Infinities()
    {
        double[] values = new double[Queries * Keys];
        Array.Fill(values, 0.25);
        foreach (int place in Infinite!)
        {
            values[place] = double.NegativeInfinity;
        }
        return values;
    }

    private bool[] Allowed()
    {
        bool[] allowed = new bool[Mask!.Aggregate(1L, (product, d) => product * d)];
        Array.Fill(allowed, true);
        foreach (int place in Forbidden!)
        {
            allowed[place] = false;
        }
        return allowed;
    }

    private void Set(OnnxNode node)
    {
        if (IsFlat)
        {
            node.Set("q_num_heads", QueryHeads).Set("kv_num_heads", Heads);
        }
        if (IsCausal)
        {
            node.Set("is_causal", 1);
        }
        if (Scale is { } scale)
        {
            node.Set("scale", scale);
        }
        if (SoftCap > 0)
        {
            node.Set("softcap", SoftCap);
        }
        if (Precision is { } precision)
        {
            node.Set("softmax_precision", (long)precision);
        }
        if (Seeded.Contains(3))
        {
            node.Set("qk_matmul_output_mode", OutputMode);
        }
        else
        {
            node.Outputs.RemoveAt(3);
        }
        if (Past == 0)
        {
            // ONNX Runtime wants states given where they are taken.
            node.Outputs[1] = node.Outputs[2] = "";
        }
        while (node.Outputs[^1].Length == 0)
        {
            node.Outputs.RemoveAt(node.Outputs.Count - 1);
        }
    }
}
