using System.Text.RegularExpressions;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>docs/gradients.md lists what the rule set has, no more and no less; docs/operators.md, what was found of each.</summary>
public partial class DocumentationTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "gradients.md"));

    [Fact]
    public void The_differentiated_operators_are_those_with_a_rule() =>
        Assert.Equal(Rules(carries: true), Listed("**Differentiated**"));

    [Fact]
    public void The_operators_that_carry_no_gradient_are_those_declared_so() =>
        Assert.Equal(Rules(carries: false), Listed("**Declared to carry no gradient**"));

    [Fact]
    public void Every_operator_of_the_rule_set_is_in_the_table_of_operators()
    {
        string table = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "operators.md"));
        Assert.All(RuleSet.Gradient.Operators, o => Assert.Contains($"\n| `{o}` |", table, StringComparison.Ordinal));
        Assert.DoesNotContain("differs", table, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Rules(bool carries) => RuleSet.Gradient.Operators
        .Where(o => RuleSet.Gradient.CarriesNone(o) != carries).Order(StringComparer.Ordinal);

    /// <summary>The names in the paragraph after the one that begins with these words.</summary>
    private static IEnumerable<string> Listed(string beginning)
    {
        string[] paragraphs = _page.Split("\n\n");
        int heading = Array.FindIndex(paragraphs, p => p.StartsWith(beginning, StringComparison.Ordinal));
        return Name().Matches(paragraphs[heading + 1]).Select(m => m.Groups[1].Value);
    }

    [GeneratedRegex("`([A-Za-z0-9]+)`")]
    private static partial Regex Name();
}
