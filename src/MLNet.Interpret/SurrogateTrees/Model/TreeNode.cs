using System.Text.Json.Serialization;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A node of a tree.</summary>
public sealed record TreeNode
{
    /// <summary>What it asks; null for a leaf.</summary>
    public TreeTest? Test { get; init; }

    /// <summary>The node at the end of each branch.</summary>
    public IReadOnlyList<int> Children { get; init; } = [];

    /// <summary>What the examples at the node come to: the mean share of each class, or the mean of a number.</summary>
    public required IReadOnlyList<double> Value { get; init; }

    /// <summary>The number of examples at the node that the tree was grown from; no whole number where missing values sent parts of them here.</summary>
    public double Count { get; init; }

    /// <summary>The leaf's number, counted from the left; -1 for an inner node.</summary>
    public int Leaf { get; init; } = -1;

    /// <summary>Whether it is a leaf.</summary>
    [JsonIgnore]
    public bool IsLeaf => Test is null;
}
