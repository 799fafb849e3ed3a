using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Saliency;

/// <summary>The graph of an explanation, with the names of what goes in and comes out.</summary>
/// <param name="Model">The graph.</param>
internal sealed record PlannedGraph(OnnxModel Model)
{
    /// <summary>Takes the class of each row, Int64[batch], a negative one for that of the highest score.</summary>
    public string? TargetInput { get; init; }

    /// <summary>Takes the baseline of each row.</summary>
    public string? BaselineInput { get; init; }

    /// <summary>Gives the attributions.</summary>
    public required string AttributionOutput { get; init; }

    /// <summary>Gives the class that is explained, Int64[batch].</summary>
    public required string TargetOutput { get; init; }

    /// <summary>Gives the network's scores.</summary>
    public required string ScoresOutput { get; init; }

    /// <summary>Gives the completeness gap, Float[batch], where it has a meaning.</summary>
    public string? GapOutput { get; init; }
}

/// <summary>What the inputs and outputs of an explanation's graph are called, as far as names are free.</summary>
internal sealed record PlanNames
{
    /// <summary>The input that is explained; null for the name that the network has for it.</summary>
    public string? Explained { get; init; }

    /// <summary>The network's other inputs, by the names that it has for them.</summary>
    public IReadOnlyDictionary<string, string> Others { get; init; } = new Dictionary<string, string>();

    /// <summary>The input that takes classes; null for none, where the options' class is explained in all rows.</summary>
    public string? TargetInput { get; init; }

    /// <summary>The input that takes baselines, where each row has its own.</summary>
    public string Baseline { get; init; } = "baseline";

    /// <summary>The attributions.</summary>
    public string Attribution { get; init; } = "attribution";

    /// <summary>The class that is explained.</summary>
    public string Target { get; init; } = "explained_target";

    /// <summary>The completeness gap.</summary>
    public string Gap { get; init; } = "completeness_gap";

    /// <summary>The network's scores.</summary>
    public string Scores { get; init; } = "scores";
}
