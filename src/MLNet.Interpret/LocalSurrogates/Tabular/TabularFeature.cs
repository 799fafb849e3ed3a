namespace MLNet.Interpret.LocalSurrogates;

/// <summary>What one feature of an explanation is made of: a value of a row, or several that encode one category.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Column">The column that holds it.</param>
/// <param name="Slot">The first of its values in the column.</param>
/// <param name="Width">The number of values.</param>
/// <param name="IsCategorical">Whether the values stand for a category rather than a quantity.</param>
public sealed record TabularFeature(string Name, string Column, int Slot, int Width, bool IsCategorical);
