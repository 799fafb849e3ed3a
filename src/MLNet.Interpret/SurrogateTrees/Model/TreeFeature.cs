namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A feature that a tree asks about: a number, or a category.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Categories">The categories, where it has them; a row holds a category's index. Null for a number.</param>
public sealed record TreeFeature(string Name, IReadOnlyList<string>? Categories = null)
{
    /// <summary>Whether its values are categories.</summary>
    public bool IsCategorical => Categories is not null;
}
