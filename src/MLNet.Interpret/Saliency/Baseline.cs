using System.Text.Json.Serialization;

namespace MLNet.Interpret.Saliency;

/// <summary>What an input is compared with: a number for all its elements, a row, or a row of its own for each row.</summary>
public sealed record Baseline
{
    /// <summary>A baseline that is given for each row.</summary>
    public static Baseline PerRow { get; } = new() { IsPerRow = true };

    /// <summary>The number, where every element is compared with one.</summary>
    public float Number { get; init; }

    /// <summary>The row, where all are compared with one; otherwise null.</summary>
    public IReadOnlyList<float>? Row { get; init; }

    /// <summary>Whether each row is compared with one of its own.</summary>
    public bool IsPerRow { get; init; }

    /// <summary>Whether all rows are compared with the same.</summary>
    [JsonIgnore]
    public bool IsShared => !IsPerRow;

    /// <summary>One number for all elements.</summary>
    public static implicit operator Baseline(float number) => new() { Number = number };

    /// <summary>One row for all rows.</summary>
    public static implicit operator Baseline(float[] row) => new() { Row = row };
}
