using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Conformance.Operators;

/// <summary>Checks the gradient of one of ONNX's operator tests: in float64 where ONNX Runtime has the operator, else in float32.</summary>
internal sealed class OperatorCheck
{
    private readonly OperatorTest _test;
    private readonly ElementType _element;
    private readonly OnnxModel _model;
    private readonly Dictionary<string, CaseTensor> _points = [];
    private readonly List<string> _variables = [];
    private readonly Random _random;

    private OperatorCheck(OperatorTest test, ElementType element)
    {
        _test = test;
        _element = element;
        _random = new Random(test.Name.Length);
        Network network = Network.Load(test.ModelPath);
        OnnxModel model = network.Model.Clone();
        HashSet<string> settings = OperatorTest.Settings(model);
        for (int i = model.Inputs.Count - 1; i >= 0; i--)
        {
            ValueInfo input = model.Inputs[i];
            OnnxTensor tensor = test.Input(i) ?? throw new NotSupportedException($"the test gives no tensor for '{input.Name}'");
            bool isFloat = input.Type!.Element.IsDifferentiable();
            if (isFloat && !settings.Contains(input.Name))
            {
                // Casts are tested with NaN and infinities, which no difference is taken of.
                double[] values = Array.ConvertAll(OperatorTest.Doubles(tensor), v => double.IsFinite(v) ? v : 0.5);
                _points[input.Name] = new CaseTensor(tensor.Shape.Sizes, values);
                _variables.Insert(0, input.Name);
                model.Inputs[i] = input with { Type = new TensorType(input.Type.Element, tensor.Shape) };
            }
            else
            {
                model.Inputs.RemoveAt(i);
                model.Initializers[input.Name] = tensor;
            }
        }
        for (int i = 0; i < model.Outputs.Count; i++)
        {
            model.Outputs[i] = model.Outputs[i] with { Type = null };
        }
        if (test.IsExpanded)
        {
            // Shapes are worked out from constants there.
            model = OrtPass.Rewrite(model, GraphOptimizationLevel.ORT_ENABLE_BASIC, test.Name);
        }
        _model = element == ElementType.Double ? Doubled.Of(model, settings) : model;
    }

    public static Outcome Run(OperatorTest test)
    {
        if (test.Opset < OnnxModel.OldestOpset)
        {
            return new Outcome(Verdict.NotRun, Message: $"It is of operator set {test.Opset}.");
        }
        try
        {
            using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using InferenceSession session = new(test.ModelPath, options);
        }
        catch (OnnxRuntimeException e)
        {
            return new Outcome(Verdict.NotRun, Message: e.Message);
        }
        try
        {
            try
            {
                return new OperatorCheck(test, ElementType.Double).Check();
            }
            catch (Exception e) when (e is OnnxRuntimeException or InvalidDataException)
            {
                return new OperatorCheck(test, ElementType.Float).Check();
            }
        }
        catch (Exception e) when (e is NotSupportedException or InvalidDataException)
        {
            return new Outcome(Verdict.Unsupported, Message: e.Message);
        }
        catch (OnnxRuntimeException e)
        {
            return new Outcome(Verdict.NotRun, Message: e.Message);
        }
    }

    private Outcome Check()
    {
        TypeMap types = TypeInference.Infer(_model);
        string[] outputs = [.. _model.Outputs.Select(o => o.Name).Where(o => types.TryGet(o, out TensorType? type) && type.Element == _element)];
        if (outputs.Length == 0 || _variables.Count == 0)
        {
            return new Outcome(_model.Nodes.Exists(n => RuleSet.Gradient.CarriesNone(n.OpType)) ? Verdict.CarriesNone : Verdict.NoNumbers);
        }
        OnnxModel forward = _model.Clone();
        string[] variables = [.. _variables];
        Dictionary<string, string> first = Differentiate(outputs, "d");
        if (first.Count == 0 && _model.Nodes.Exists(n => RuleSet.Gradient.CarriesNone(n.OpType)))
        {
            return new Outcome(Verdict.CarriesNone);
        }
        bool inDouble = _element == ElementType.Double;
        MoveAwayFromPoles(first);
        Differences differences = new(forward, _element, _points, outputs, "d");
        if (differences.Compare(variables, Values(first, variables)) is { } wrong)
        {
            return new Outcome(differences.IsUnclear ? Verdict.Unclear : Verdict.Differs, InDouble: inDouble, Message: wrong);
        }

        string[] gradients = [.. first.Values];
        string[] all = [.. _variables];
        if (gradients.Length == 0)
        {
            return new Outcome(Verdict.Agrees, Verdict.Agrees, inDouble) { IsFlat = true };
        }
        OnnxModel once = _model.Clone();
        try
        {
            Dictionary<string, string> second = Differentiate(gradients, "dd");
            Differences again = new(once, _element, _points, gradients, "dd");
            string? wrongAgain = again.Compare(all, Values(second, all));
            return new Outcome(Verdict.Agrees, wrongAgain is null ? Verdict.Agrees : Verdict.Differs, inDouble, wrongAgain ?? "")
            {
                IsFlat = !variables.Any(v => second.ContainsKey(v) && again.Largest(v) > 0),
            };
        }
        catch (NotSupportedException e)
        {
            return new Outcome(Verdict.Agrees, Verdict.Unsupported, inDouble, e.Message);
        }
    }

    /// <summary>Adds the gradients of sum(seed * output) with respect to all variables; the seeds become variables.</summary>
    private Dictionary<string, string> Differentiate(IReadOnlyCollection<string> outputs, string prefix)
    {
        TypeMap types = TypeInference.Infer(_model);
        GraphBuilder graph = new(_model, prefix);
        Dictionary<string, CaseTensor> results;
        using (CaseRunner runner = new(_model, _element))
        {
            results = runner.Run(_points, outputs);
        }
        List<(string, Value)> seeds = [];
        string[] variables = [.. _variables];
        foreach (string output in outputs)
        {
            string seed = $"{prefix}_seed_{output}";
            long[] shape = results[output].Shape;
            seeds.Add((output, graph.Input(seed, _element, new TensorShape(shape))));
            _points[seed] = new CaseTensor(shape, [.. results[output].Values.Select(_ => (0.5 + _random.NextDouble()) * (_random.Next(2) == 0 ? 1 : -1))]);
            _variables.Add(seed);
        }
        var gradients = BackwardWalk.Run(graph, types, RuleSet.Gradient, seeds, variables);
        Dictionary<string, string> found = [];
        int number = 0;
        foreach (string variable in variables)
        {
            if (gradients.TryGetValue(variable, out Value gradient))
            {
                string name = $"{prefix}_{number++}";
                graph.Output(gradient, name);
                found[variable] = name;
            }
        }
        return found;
    }

    /// <summary>Some tests have a point where the slope is infinite, such as 1 for Acosh.</summary>
    private void MoveAwayFromPoles(Dictionary<string, string> gradients)
    {
        foreach (var (variable, gradient) in Values(gradients, [.. gradients.Keys]))
        {
            for (int i = 0; i < gradient.Values.Length; i++)
            {
                _points[variable].Values[i] += double.IsFinite(gradient.Values[i]) ? 0 : 0.5;
            }
        }
    }

    /// <summary>The gradients' values; where there is no gradient, zeros.</summary>
    private Dictionary<string, CaseTensor> Values(Dictionary<string, string> gradients, string[] variables)
    {
        using CaseRunner runner = new(_model, _element);
        var results = gradients.Count == 0 ? [] : runner.Run(_points, gradients.Values);
        return variables.ToDictionary(v => v, v => gradients.TryGetValue(v, out string? output)
            ? results[output]
            : new CaseTensor(_points[v].Shape, new double[_points[v].Values.Length]));
    }
}
