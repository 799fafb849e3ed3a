using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Finds the input of a model whose parts are switched off.</summary>
internal static class MaskInput
{
    /// <summary>The input by name, or the only one of a type.</summary>
    /// <exception cref="ArgumentException">There is none, or more than one.</exception>
    public static ScorerInput Find(IScorer scorer, string? name, Type itemType, string what)
    {
        ScorerInput[] fit = [.. scorer.Inputs.Where(i => name is null ? i.ItemType == itemType : i.Name == name)];
        string all = string.Join(", ", scorer.Inputs.Select(i => $"{i.Name} ({i.Width} x {i.ItemType.Name})"));
        if (fit.Length != 1)
        {
            throw new ArgumentException(name is null
                ? $"{fit.Length} of the model's inputs can hold {what}; name one of: {all}."
                : $"The model reads no column '{name}'; it reads: {all}.");
        }
        return fit[0].ItemType == itemType
            ? fit[0]
            : throw new ArgumentException($"The column '{fit[0].Name}' holds {fit[0].ItemType.Name}; {what} are {itemType.Name}.");
    }
}
