namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A word of a text, or one of its places.</summary>
/// <param name="Text">The word.</param>
/// <param name="Starts">Where it stands in the text, in characters from 0.</param>
public sealed record TextToken(string Text, IReadOnlyList<int> Starts);
