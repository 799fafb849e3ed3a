namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A linear model of a model's scores, and how faithful it is to them.</summary>
/// <param name="Rows">The number of rows that it was fitted to.</param>
/// <param name="Classes">A model of each score.</param>
/// <param name="Agreement">The share of rows, in cross-validation, where the highest of the linear scores is that of the model; null where there is one score.</param>
public sealed record GlobalLinearReport(int Rows, IReadOnlyList<LinearScore> Classes, double? Agreement);

/// <summary>A linear model of one score.</summary>
/// <param name="Target">The score: a class, or 0.</param>
/// <param name="Intercept">Its constant.</param>
/// <param name="Terms">Its terms.</param>
/// <param name="R2">The share of the score's variance that it explains over the rows that it was fitted to.</param>
/// <param name="ValidatedR2">The same over rows that it was not fitted to, in cross-validation: its fidelity.</param>
/// <param name="ValidatedError">The mean absolute error over such rows.</param>
public sealed record LinearScore(int Target, double Intercept, IReadOnlyList<LinearTerm> Terms, double R2, double ValidatedR2, double ValidatedError);

/// <summary>A term of a linear model.</summary>
/// <param name="Feature">The feature's name.</param>
/// <param name="Category">The category that the term is for, against the most frequent one; null for a quantity.</param>
/// <param name="Weight">What one unit of the quantity, or being of the category, adds to the score.</param>
/// <param name="StandardWeight">What one standard deviation of the quantity adds; the same as <paramref name="Weight"/> for a category.</param>
public sealed record LinearTerm(string Feature, string? Category, double Weight, double StandardWeight);
