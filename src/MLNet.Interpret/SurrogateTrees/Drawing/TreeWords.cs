using System.Globalization;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What stands on the nodes and branches of a drawn tree.</summary>
internal static class TreeWords
{
    /// <summary>What a node asks about: a feature's name, or m of n.</summary>
    public static string Question(TreeTest test, IReadOnlyList<TreeFeature> features) => test switch
    {
        NumericTest t => features[t.Feature].Name,
        CategoricalTest t => features[t.Feature].Name,
        MOfNTest { Literals.Count: 1 } t => features[t.Literals[0].Feature].Name,
        MOfNTest t => $"{t.Required} of {t.Literals.Count}: {string.Join(", ", t.Literals.Select(l => features[l.Feature].Name + " " + Answer(l, l.Holds, features)))}",
        _ => test.Describe(0, features),
    };

    /// <summary>The answer of a branch.</summary>
    public static string Answer(TreeTest test, int branch, IReadOnlyList<TreeFeature> features) => test switch
    {
        NumericTest t => $"{(branch == 0 ? "≤" : ">")} {Number(t.Threshold)}",
        CategoricalTest t => string.Join(", ", t.BranchOf.Index().Where(b => b.Item == branch).Select(b => features[t.Feature].Categories![b.Index])),
        MOfNTest { Literals: [var only] } => Answer(only, only.Holds == (branch == 0), features),
        _ => branch == 0 ? "yes" : "no",
    };

    /// <summary>A number of four digits.</summary>
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A share as percent.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    private static string Answer(Literal literal, bool holds, IReadOnlyList<TreeFeature> features) => features[literal.Feature].Categories is { } names
        ? $"{(holds ? "=" : "≠")} {names[(int)literal.Value]}"
        : $"{(holds ? "≤" : ">")} {Number(literal.Value)}";
}
