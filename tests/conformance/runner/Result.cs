namespace MLNet.Interpret.Conformance;

/// <summary>What was found of one file of a network.</summary>
internal sealed record Result
{
    public required string Name { get; init; }
    public required string Family { get; init; }
    public required int Opset { get; init; }
    public required int Nodes { get; init; }
    public required long Parameters { get; init; }

    /// <summary>The largest difference of the file's scores from PyTorch's over the largest score: an export that is not the network cannot have its gradient.</summary>
    public double? Scores { get; init; }

    /// <summary>The largest errors over the largest gradient.</summary>
    public double? Against64 { get; init; }
    public double? Against32 { get; init; }

    /// <summary>The error against float64 where we work in double precision too; slopes follow in single precision.</summary>
    public double? InDouble { get; init; }
    public required double Torch32 { get; init; }
    public double? Tolerance { get; init; }

    public bool? Open { get; init; }
    public double? BuildSeconds { get; init; }

    /// <summary>Building and opening the backward graph over opening the network.</summary>
    public double? BuildRatio { get; init; }

    /// <summary>A run of the backward graph over one of the network.</summary>
    public double? RunRatio { get; init; }

    /// <summary>The largest difference of exported files from the explainer over the largest attribution, by method.</summary>
    public IReadOnlyDictionary<string, double>? Exports { get; init; }

    public string? Message { get; init; }
    public string? Expected { get; init; }

    public bool Passed => Expected is { } part
        ? Message?.Contains(part, StringComparison.Ordinal) == true
        : Message is null && Against64 <= Tolerance && Exports!.Values.All(e => e <= 1e-4);

    public override string ToString() => $"{(Passed ? "ok  " : "BAD ")} {Name,-32} {Opset,2}  " + (Message ??
        $"{Against64:e1} {Against32:e1} torch {Torch32:e1} double {InDouble:e1} {(Open == true ? "open " : "fixed")} {BuildSeconds:f2} s x{BuildRatio:f1}, run x{RunRatio:f1}, exports {string.Join(" ", Exports!.Select(e => $"{e.Value:e0}"))}{(Scores is null or <= 1e-3 ? "" : $", SCORES OFF BY {Scores:e0}")}");
}
