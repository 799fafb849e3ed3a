using System.Globalization;
using System.Reflection;
using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.Rules;

/// <summary>Expectations: the rules themselves, asked about every row, and texts that are written out.</summary>
public class RuleWritingTests
{
    // The first random tree that asks about all four features.
    private static RuleSet Rules(int outputs = 3) => Enumerable.Range(0, 100)
        .Select(seed => RandomTrees.Tree(seed, 5, outputs).ToRules(outputs == 1 ? [] : RandomTrees.Classes))
        .First(r => r.Rules.SelectMany(o => o.Conditions).OfType<Interval>().Any(i => i.Feature == 3))
        .Measure(RandomTrees.Rows(1, 400, outputs));

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void The_source_compiles_and_says_the_same_of_missing_values_too(int outputs)
    {
        RuleSet rules = Rules(outputs);
        MethodInfo predict = CSharpCompiler.Compile(rules.ToCSharp("Colours", "My.Rules"), "My.Rules.Colours", "Predict");
        Assert.Equal(["size", "weightKg", "kind", "class"], predict.GetParameters().Select(p => p.Name));
        Examples rows = RandomTrees.Rows(5, 500, outputs, missing: 0.1);
        HashSet<object> seen = [];
        for (int i = 0; i < rows.Count; i++)
        {
            float[] row = rows.Row(i).ToArray();
            Rule rule = rules[rules.Find(row)];
            object expected = outputs == 1 ? rule.Value[0] : rules.Classes[rule.Label];
            seen.Add(expected);
            string? kind = float.IsNaN(row[2]) ? null : RandomTrees.Features[2].Categories![(int)row[2]];
            Assert.Equal(expected, predict.Invoke(null, [row[0], row[1], kind, row[3]]));
        }
        Assert.InRange(seen.Count, 3, 100);
    }

    [Fact]
    public void Json_is_read_back_as_it_was()
    {
        RuleSet rules = Rules(), read = RuleJson.FromJson(rules.ToJson());
        Assert.Equal(rules.ToJson(), read.ToJson());
        Assert.Equal((rules.Order, rules.Rules.Count), (read.Order, read.Rules.Count));
        Examples rows = RandomTrees.Rows(7, 300, missing: 0.05);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(rules.Find(rows.Row(i)), read.Find(rows.Row(i)));
        }
        Assert.Contains("These are no rules", Assert.Throws<InvalidDataException>(() => RuleJson.FromJson("{}")).Message);
        Assert.Throws<InvalidDataException>(() => RuleJson.FromJson("rules"));
    }

    // A plain reader of the table, which knows DMN's cells and not our rules.
    [Theory]
    [InlineData(RuleOrder.Unordered, 0)]
    [InlineData(RuleOrder.Ordered, 0.05)]
    public void A_plain_reader_of_the_decision_table_decides_the_same(RuleOrder order, double loss)
    {
        DecisionTree tree = RandomTrees.Tree(11, 5);
        Examples rows = RandomTrees.TaughtBy(tree, RandomTrees.Rows(2, 400), 2);
        RuleSet rules = tree.ToRules(RandomTrees.Classes, order);
        rules = (loss > 0 ? rules.Simplify(rows, loss) : rules).Measure(rows);
        string[][] table = [.. rules.ToDecisionTable().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(Cells)];
        Assert.Equal(loss > 0 ? "hit policy F (first)" : "hit policy U (unique)", table[0][0]);
        int last = table[0].Length - 5;
        Assert.Equal(["class", "rows", "coverage", "fidelity", "confidence"], table[0][last..]);
        for (int i = 0; i < rows.Count; i++)
        {
            float[] row = rows.Row(i).ToArray();
            string[][] hits = [.. table[1..].Where(line => Enumerable.Range(1, last - 1).All(c => Meets(line[c], table[0][c], row)))];
            if (loss == 0)
            {
                Assert.Single(hits);
            }
            Assert.Equal($"\"{rules.Classes[rules[rules.Find(row)].Label]}\"", hits[0][last]);
        }
    }

    [Fact]
    public void Text_is_plain_words()
    {
        Rule rule = new() { Conditions = [new Interval(0, 0.5f, 1.25f), new Membership(2, [0, 3])], Value = [0, 1, 0], Statistics = new(12, 0.4, 0.75, 0.5) };
        RuleSet rules = new(RandomTrees.Features, RandomTrees.Classes, [rule], rule with { Conditions = [], Value = [1, 0, 0], Statistics = null }, RuleOrder.Ordered);
        Assert.Equal(
            "The first rule that holds decides; each is for the rows that those before it leave.\n\n" +
            "1. If 0.5 < size <= 1.25\n   and kind in {a, f}\n   then green\n   (12 rows, coverage 40.0 %, fidelity 75.0 %, confidence 50.0 %)\n\nOtherwise\n   then red\n", rules.ToText());
        Assert.Equal("if 0.5 < size <= 1.25 and kind in {a, f} then green", rules.Describe(0));
        Assert.Contains("'2b' is no name", Assert.Throws<ArgumentException>(() => rules.ToCSharp("2b")).Message);
    }

    private static bool Meets(string cell, string header, float[] row)
    {
        if (cell == "-")
        {
            return true;
        }
        int feature = Array.FindIndex(RandomTrees.Features, f => f.Name == header);
        if (feature < 0)
        {
            string[] parts = header[(header.IndexOf('{') + 1)..^1].Split(", ");
            // Features' names have commas too; what holds the comparison is the piece that counts.
            int met = parts.Count(p => p.Contains("size ") ? Compare(p, "size ", row[0]) : p.Contains("kg ") ? Compare(p, "kg ", row[1]) : p.StartsWith("kind") && Kind(p, row[2]));
            return met >= int.Parse(header.Split(' ')[2]) == (cell == "true");
        }
        if (cell[0] == '(')
        {
            string[] ends = cell[1..^1].Split("..");
            return row[feature] > Number(ends[0]) && row[feature] <= Number(ends[1]);
        }
        return cell[0] switch
        {
            '>' => row[feature] > Number(cell[2..]),
            '<' => row[feature] <= Number(cell[3..]),
            _ => cell.Contains($"\"{RandomTrees.Features[feature].Categories![(int)row[feature]].Replace("\"", "\\\"")}\""),
        };
    }

    private static bool Kind(string comparison, float kind)
    {
        string own = RandomTrees.Features[2].Categories![(int)kind], other = comparison[(comparison.IndexOf("= ") + 2)..];
        return (own == other) == !comparison.Contains("!=");
    }

    private static bool Compare(string comparison, string name, float value)
    {
        string rest = comparison[(comparison.IndexOf(name) + name.Length)..];
        // Headers round to six digits, and values are sevenths.
        return rest[0] == '>' ? value > Number(rest[2..]) + 1e-4 : value <= Number(rest[3..]) + 1e-4;
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Cells(string line)
    {
        List<string> cells = [""];
        for (int i = 0, quoted = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && (quoted == 0 || i + 1 == line.Length || line[i + 1] != '"'))
            {
                quoted = 1 - quoted;
            }
            else if (line[i] == ',' && quoted == 0)
            {
                cells.Add("");
            }
            else
            {
                i += line[i] == '"' ? 1 : 0;
                cells[^1] += line[i];
            }
        }
        return [.. cells];
    }
}
