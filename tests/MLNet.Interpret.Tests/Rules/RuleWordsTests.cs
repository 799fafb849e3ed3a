using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.Rules;

/// <summary>Expectations: sentences that are written out.</summary>
public class RuleWordsTests
{
    private static readonly TreeFeature[] Features = [new("width"), new("colour", ["red", "blue", "green"]), new("area")];

    private static RuleSet Rules(RuleOrder order, params Condition[][] conditions) => new(
        Features, ["small", "large"], [.. conditions.Select(c => new Rule { Conditions = c, Value = [0, 1] })], new Rule { Conditions = [], Value = [1, 0] }, order);

    [Fact]
    public void Rules_are_sentences()
    {
        MOfNTest count = new(2, [new(0, 1.5f, true), new(1, 1, false), new(2, 20, false)], [false, true, false]);
        RuleSet rules = Rules(RuleOrder.Unordered,
            [new Interval(0, 0.1f, 0.71234f), new Interval(2, 12345.6f, null)], [new Interval(0, null, 1e-5f), new Membership(1, [0])],
            [new Membership(1, [0, 1, 2])], [new CountCondition(count, true)], [new CountCondition(count, false)], []);
        Assert.Equal(
            [
                "If width is above 0.1 and at most 0.7123 and area is above 12346, then large.", "If width is at most 1E-05 and colour is red, then large.",
                "If colour is red, blue or green, then large.", "If at least 2 of these 3 hold: width is at most 1.5; colour is not blue; area is above 20, then large.",
                "If fewer than 2 of these 3 hold: width is at most 1.5; colour is not blue; area is above 20, then large.", "Always large.", "In all other cases, small.",
            ],
            Enumerable.Range(0, 7).Select(i => rules.ToSentence(i)));
        Assert.Equal("width is above 0.1 and at most 0.7 and area is above 12346", rules.Rules[0].ToWords(Features, 1));
    }

    [Fact]
    public void Ordered_rules_say_that_those_before_them_did_not_hold() => Assert.Equal(
        ["If width is above 2, then large.", "Otherwise, if width is at most 1, then large.", "In all other cases, small."],
        Enumerable.Range(0, 3).Select(i => Rules(RuleOrder.Ordered, [new Interval(0, 2, null)], [new Interval(0, null, 1)]).ToSentence(i)));

    [Fact]
    public void Numbers_are_said_as_numbers()
    {
        RuleSet rules = new(Features, [], [new Rule { Conditions = [new Interval(0, 2, null)], Value = [3.14159] }], new Rule { Conditions = [], Value = [0] }, RuleOrder.Unordered);
        Assert.Equal("If width is above 2, then 3.142.", rules.ToSentence(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rules.ToSentence(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => rules.ToSentence(0, 0));
    }
}
