using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Onnx.Tests.Backward.Checking;

/// <summary>The graph of a <see cref="GradientCase"/>: the one node, then its gradients, then theirs.</summary>
internal sealed class CaseGraph
{
    private readonly GradientCase _case;
    private readonly ElementType _element;

    /// <summary>The graph of the node alone.</summary>
    public CaseGraph(GradientCase row, ElementType element, bool symbolicBatch)
    {
        _case = row;
        _element = element;
        Model = new OnnxModel(row.Opset);
        Random random = new(Seed(row.Name));
        List<string> inputs = [];
        for (int i = 0; i < row.Inputs.Length; i++)
        {
            CaseInput input = row.Inputs[i];
            string name = input.IsMissing ? "" : $"x{i}";
            if (!input.IsAround)
            {
                inputs.Add(name);
            }
            if (!input.IsMissing)
            {
                AddInput(name, input, symbolicBatch, random);
            }
        }
        string[] outputs = [.. Enumerable.Range(0, row.Outputs).Select(o => $"y{o}")];
        OnnxNode node = new(row.OpType, inputs, outputs) { Name = "node" };
        row.Set?.Invoke(node);
        row.SetAs?.Invoke(node, element);
        Model.Nodes.Add(node);
        Model.Outputs.AddRange(row.Seeded.Select(o => new ValueInfo($"y{o}", null)));
    }

    public OnnxModel Model { get; }

    /// <summary>The points at which inputs, constants and seeds are fed, by name.</summary>
    public Dictionary<string, CaseTensor> Points { get; } = [];

    /// <summary>The values whose gradients are checked.</summary>
    public List<string> Variables { get; } = [];

    /// <summary>Adds the gradients of sum(seed * output) with respect to all variables; the seeds become variables.</summary>
    /// <returns>The names of the outputs that hold the gradients, by variable.</returns>
    public Dictionary<string, string> Differentiate(IReadOnlyCollection<string> outputs, string prefix)
    {
        GraphBuilder graph = new(Model, prefix);
        TypeMap types = TypeInference.Infer(Model);
        using CaseRunner runner = new(Model, _element);
        Random random = new(Seed(_case.Name + prefix));
        List<(string, Value)> seeds = [];
        Dictionary<string, CaseTensor> results = runner.Run(Points, outputs);
        string[] variables = [.. Variables];
        foreach (string output in outputs)
        {
            Assert.True((types[output].Shape?.Rank ?? results[output].Shape.Length) == results[output].Shape.Length, $"{output} is not of the rank {types[output]} that was inferred.");
            string seed = $"{prefix}_seed_{output}";
            seeds.Add((output, graph.Input(seed, _element, types[output].Shape ?? new TensorShape(results[output].Shape))));
            double[] weights = new double[results[output].Values.Length];
            for (int i = 0; i < weights.Length; i++)
            {
                // Away from zero, so that every element of the output counts.
                weights[i] = Math.Round((0.5 + random.NextDouble()) * 1024) / 1024 * (random.Next(2) == 0 ? 1 : -1);
            }
            Points[seed] = new CaseTensor(results[output].Shape, weights);
            Variables.Add(seed);
        }

        var gradients = BackwardWalk.Run(graph, types, RuleSet.Gradient, seeds, variables);
        Dictionary<string, string> found = [];
        foreach (string variable in variables)
        {
            if (gradients.TryGetValue(variable, out Value gradient))
            {
                string name = $"{prefix}_of_{variable}";
                graph.Output(gradient, name);
                found[variable] = name;
            }
        }
        return found;
    }

    /// <summary>The model with its constants made inputs where their gradients are checked, so that differences of them can be taken.</summary>
    public OnnxModel WithConstantsAsInputs()
    {
        OnnxModel model = Model.Clone();
        foreach (string variable in Variables)
        {
            if (model.Initializers.Remove(variable))
            {
                model.Inputs.Add(new ValueInfo(variable, new TensorType(_element, new TensorShape(Points[variable].Shape))));
            }
        }
        return model;
    }

    private void AddInput(string name, CaseInput input, bool symbolicBatch, Random random)
    {
        CaseTensor point = input.Exact is { } exact ? new CaseTensor(input.Shape, [], exact) : new CaseTensor(input.Shape, input.Draw(random));
        Points[name] = point;
        if (input.IsConstant)
        {
            Model.Initializers[name] = input.Exact ?? OnnxTensor.Of(_element, point.Values, input.Shape);
        }
        else
        {
            Dim[] dims = Array.ConvertAll(input.Shape, d => new Dim(d));
            if (symbolicBatch && input.IsBatched)
            {
                dims[0] = new Dim(-1, "N");
            }
            Model.Inputs.Add(new ValueInfo(name, new TensorType(input.Exact?.Element ?? _element, new TensorShape(dims))));
        }
        if (input.IsDifferentiable)
        {
            Variables.Add(name);
        }
    }

    // string.GetHashCode differs from one process to the next.
    private static int Seed(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 16777619;
        }
        return (int)(hash & int.MaxValue);
    }
}
