using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Tests.Backward.Cases;
using MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;
using MLNet.Interpret.Onnx.Tests.Backward.Cases.Windows;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>Every rule of the true gradient against differences of what ONNX Runtime computes; a rule is tested by a row in Cases/.</summary>
public class GradientTests
{
    private static readonly GradientCase[] _all =
    [
        .. PassingCases.Rows, .. ArithmeticCases.Rows, .. TrigonometricCases.Rows, .. ActivationCases.Rows, .. NormalizationCases.Rows,
        .. ReductionCases.Rows, .. LinearCases.Rows,
        .. ShapeCases.Rows, .. JoinCases.Rows, .. SliceCases.Rows, .. PadCases.Rows, .. GatherCases.Rows, .. ScatterCases.Rows,
        .. RearrangementCases.Rows, .. GridSampleCases.Rows, .. ResizeCases.Rows,
        .. ConvolutionCases.Rows, .. DeformableCases.Rows, .. PoolingCases.Rows,
        .. RecurrentCases.Rows, .. ControlCases.Rows, .. CompositeCases.Rows, .. AttentionCases.Rows,
    ];

    private static readonly Dictionary<string, GradientCase> _byName = _all.ToDictionary(c => c.Name);

    public static TheoryData<string> Rows => [.. _byName.Keys];

    /// <summary>Rows of operators that are in the newest set what they were in set 18, and that ONNX Runtime runs in both.</summary>
    public static TheoryData<string> RowsOfAllSets =>
        [.. _all.Where(c => c.Opset == 18 && c.OpType is not ("GridSample" or "DFT" or "GroupNormalization" or "RoiAlign" or "GlobalLpPool")).Select(c => c.Name)];

    public static TheoryData<string> RowsOfSecondOrder => [.. _all.Where(c => c.SecondOrder != SecondOrder.None).Select(c => c.Name)];

    [Fact]
    public void Every_operator_that_has_a_rule_has_a_row()
    {
        RuleSet rules = RuleSet.Gradient;
        Assert.Empty(rules.Operators.Where(o => !rules.CarriesNone(o)).Except(_all.Select(c => c.OpType)));
    }

    [Theory, MemberData(nameof(Rows))]
    public void First_order(string row) => GradientCheck.FirstOrder(_byName[row]);

    /// <summary>What a rule emits may have changed since set 18 as well.</summary>
    [Theory, MemberData(nameof(RowsOfAllSets))]
    public void First_order_in_the_newest_operator_set(string row) => GradientCheck.FirstOrder(_byName[row] with { Opset = OnnxModel.NewestOpset });

    [Theory, MemberData(nameof(RowsOfSecondOrder))]
    public void Second_order(string row) => GradientCheck.SecondOrderOf(_byName[row]);
}
