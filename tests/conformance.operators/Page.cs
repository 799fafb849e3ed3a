using System.Globalization;
using System.Text;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Conformance.Operators;

/// <summary>The page that lists every operator with what is known of its gradient.</summary>
internal static class Page
{
    // Operator sets that operators came with, and went after; those of the oldest that is read, and those that are there still, are left out.
    private static readonly Dictionary<string, int> _since = Since();
    private static readonly Dictionary<string, int> _until = new() { ["Upsample"] = 9, ["Scatter"] = 10 };

    public static string Write(IReadOnlyList<(OperatorTest Test, Outcome Outcome)> all)
    {
        ILookup<string, Outcome> tests = all.Where(a => !a.Test.IsExpanded && !a.Test.Operator.Contains('+')).ToLookup(a => a.Test.Operator, a => a.Outcome);
        StringBuilder text = new("""
            # Operators

            What `tests/conformance.operators/run` found, which writes this page: for every operator in ONNX's own operator tests (Debian's package
            `libonnx-testdata`, of ONNX 1.12) that ONNX Runtime runs on a CPU, whether the gradient agrees with central differences of what the
            operator computes, and whether the gradient of the gradient does; and every other operator that has a rule, which is checked by the rows of
            `tests/MLNet.Interpret.Onnx.Tests/Backward/Cases` as all of them are.

            - **first order**, **second order**: *yes*, it agrees; *zero*, it is zero everywhere, and found so; *rows*, it agrees in the rows of the unit tests,
              where ONNX has no test; *none*, the operator is declared to carry no gradient, being piecewise constant, random, or of no numbers;
              *refused*, with a message that names the node; *as its graph*, it is what it is of the graph within the node.
            - **checked by**: how many of ONNX's tests, in float64 where ONNX Runtime has the operator in it, else in float32; *rows*, the rows of the unit
              tests, which check both orders.
            - Models of operator sets 7 to 26 are read. What a set has in another form than set 18 is raised to it first, so that one rule serves all.

            | operator | operator sets | first order | second order | checked by |
            | --- | --- | --- | --- | --- |

            """);
        IEnumerable<string> names = tests.Select(t => t.Key).Concat(RuleSet.Gradient.Operators).Distinct().Order(StringComparer.Ordinal);
        foreach (string name in names)
        {
            Outcome[] outcomes = [.. tests[name].Where(o => o.First != Verdict.NotRun)];
            if (outcomes.Length == 0 && !RuleSet.Gradient.Operators.Contains(name))
            {
                continue;
            }
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{name}` | {Sets(name)} | {First(name, outcomes)} | {Second(name, outcomes)} | {CheckedBy(name, outcomes)} |");
        }
        AddRefused(text, tests);
        int expanded = all.Count(a => (a.Test.IsExpanded || a.Test.Operator.Contains('+')) && a.Outcome.First == Verdict.Agrees);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{expanded} more of ONNX's tests are of several operators, mostly what functions such as `LayerNormalization` expand to: their gradients agree too.");
        text.AppendLine();
        text.AppendLine("## What ONNX Runtime does not run");
        text.AppendLine();
        text.AppendLine("Of the operators that it has no kernel of on a CPU, or not for the case that ONNX tests, nothing was checked: "
            + string.Join(", ", all.Where(a => a.Outcome.First == Verdict.NotRun && a.Test.Opset >= OnnxModel.OldestOpset && !a.Test.Operator.Contains('+'))
                .GroupBy(a => a.Test.Operator).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"`{g.Key}` ({g.Count()})")) + ".");
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The messages of what is refused, one for each operator and reason.</summary>
    private static void AddRefused(StringBuilder text, ILookup<string, Outcome> tests)
    {
        text.AppendLine();
        text.AppendLine("## What is refused");
        text.AppendLine();
        text.AppendLine("| operator | tests | message |");
        text.AppendLine("| --- | ---: | --- |");
        foreach (IGrouping<string, Outcome> group in tests.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            foreach (IGrouping<string, Outcome> reason in group.Where(o => o.First == Verdict.Unsupported || o.Second == Verdict.Unsupported).GroupBy(o => o.Message.ReplaceLineEndings(" ")))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| `{group.Key}` | {reason.Count()} | {reason.Key.Replace("|", "\\|", StringComparison.Ordinal)} |");
            }
        }
    }

    private static bool CarriesNone(string name) => RuleSet.Gradient.CarriesNone(name);

    private static string Sets(string name)
    {
        int since = _since.GetValueOrDefault(name, OnnxModel.OldestOpset), until = _until.GetValueOrDefault(name, OnnxModel.NewestOpset);
        return since == until ? $"{since}" : $"{since} to {until}";
    }

    private static string First(string name, Outcome[] outcomes)
    {
        bool refused = Array.Exists(outcomes, o => o.First == Verdict.Unsupported);
        string found = Array.Exists(outcomes, o => o.First == Verdict.Differs) ? "**differs**"
            : Array.Exists(outcomes, o => o.First == Verdict.Agrees) ? "yes"
            : RuleSet.Gradient.TryGet(name, out _) ? "rows"
            : CarriesNone(name) || Array.Exists(outcomes, o => o.First is Verdict.NoNumbers or Verdict.CarriesNone) ? "none" : "";
        return !refused ? found : found.Length == 0 ? "refused" : $"{found}; some refused";
    }

    private static string Second(string name, Outcome[] outcomes)
    {
        Outcome[] checkedTwice = [.. outcomes.Where(o => o.First == Verdict.Agrees)];
        if (checkedTwice.Length == 0)
        {
            return RuleSet.Gradient.TryGet(name, out _) && !Array.Exists(outcomes, o => o.First == Verdict.Differs) ? "rows" : "";
        }
        return Array.Exists(checkedTwice, o => o.Second == Verdict.Differs) ? "**differs**"
            : Array.Exists(checkedTwice, o => o.Second == Verdict.Unsupported) ? "refused"
            : name is "If" or "Loop" or "Scan" ? "as its graph"
            : Array.TrueForAll(checkedTwice, o => o.IsFlat) ? "zero" : "yes";
    }

    private static string CheckedBy(string name, Outcome[] outcomes)
    {
        List<string> by = [];
        int doubles = outcomes.Count(o => o.First == Verdict.Agrees && o.InDouble), floats = outcomes.Count(o => o.First == Verdict.Agrees && !o.InDouble);
        if (doubles > 0)
        {
            by.Add($"{doubles} in float64");
        }
        if (floats > 0)
        {
            by.Add($"{floats} in float32");
        }
        if (RuleSet.Gradient.TryGet(name, out _))
        {
            by.Add("rows");
        }
        else if (CarriesNone(name))
        {
            by.Add("declared");
        }
        return string.Join(", ", by);
    }

    private static Dictionary<string, int> Since()
    {
        Dictionary<string, int> since = [];
        Add(8, "Expand Scan");
        Add(9, "Acosh Asinh Atanh Compress ConstantOfShape Cosh Erf EyeLike IsNaN MaxUnpool MeanVarianceNormalization NonZero OneHot Scatter Shrink Sign Sinh TfIdfVectorizer Where");
        Add(10, "ConvInteger DequantizeLinear IsInf MatMulInteger Mod NonMaxSuppression QLinearConv QLinearMatMul QuantizeLinear Resize ReverseSequence RoiAlign StringNormalizer ThresholdedRelu");
        Add(11, "BitShift ConcatFromSequence CumSum Det DynamicQuantizeLinear GatherElements GatherND Range Round ScatterElements ScatterND SequenceAt SequenceConstruct");
        Add(11, "SequenceEmpty SequenceErase SequenceInsert SequenceLength SplitToSequence Unique");
        Add(12, "Celu Einsum GreaterOrEqual LessOrEqual NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss");
        Add(14, "HardSwish Trilu");
        Add(15, "Bernoulli CastLike Optional OptionalGetElement OptionalHasElement");
        Add(16, "GridSample");
        Add(17, "BlackmanWindow DFT HammingWindow HannWindow LayerNormalization MelWeightMatrix STFT SequenceMap");
        Add(18, "BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CenterCropPad Col2Im GroupNormalization Mish");
        Add(19, "DeformConv");
        Add(20, "AffineGrid Gelu");
        Add(23, "Attention RMSNormalization RotaryEmbedding");
        Add(24, "Swish TensorScatter");
        Add(26, "BitCast CumProd");
        return since;

        void Add(int opset, string names)
        {
            foreach (string name in names.Split(' '))
            {
                since[name] = opset;
            }
        }
    }
}
