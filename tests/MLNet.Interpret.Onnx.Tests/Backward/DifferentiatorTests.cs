using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>Derivatives of expressions, held to central differences of what the graph itself gives and to closed forms, in double precision.</summary>
public class DifferentiatorTests
{
    private const int Rows = 3;
    private const double Step = 1e-5;

    public static TheoryData<string> Expressions => ["logit", "probability", "loss", "neuron", "map", "row"];

    // Central differences: an error of Step squared times a third derivative of order one, and one of 1e-16 / Step.
    private const double Tolerance = 1e-8;

    [Theory]
    [MemberData(nameof(Expressions))]
    public void The_gradient_of_any_expression_is_its_slope_along_every_input_and_parameter(string expression)
    {
        Differentiator d = new(Smooth(), ["hidden", "W", "b"]);
        Value of = Expression(d, expression);
        string[] variables = ["x", "W", "b"];
        IReadOnlyList<Value> gradients = d.Gradients(of, [.. variables.Select(v => d[v])]);
        d.Graph.Output(of.ReduceSum([], keepDims: false), "value");
        for (int i = 0; i < variables.Length; i++)
        {
            d.Graph.Output(gradients[i], $"by {variables[i]}");
        }
        using Evaluation run = new(d.ToModel(), variables);
        foreach (string variable in variables)
        {
            double[] found = run.Of($"by {variable}"), expected = run.Differences(variable, "value");
            Assert.Contains(expected, e => Math.Abs(e) > 1e-3);
            Close(expected, found);
        }
    }

    [Fact]
    public void A_vector_times_the_jacobian_is_the_slope_of_the_weighted_sum()
    {
        Differentiator d = new(Smooth(), ["hidden", "W"]);
        Value vector = d.Graph.Input("vector", ElementType.Double, new TensorShape(-1, 4));
        IReadOnlyList<Value> products = d.VectorJacobian(d["logits"], vector, d["x"], d["W"]);
        d.Graph.Output(products[0], "by x");
        d.Graph.Output(products[1], "by W");
        d.Graph.Output((d["logits"] * vector).ReduceSum([], keepDims: false), "weighted");
        using Evaluation run = new(d.ToModel(), ["x", "W", "vector"]);
        Close(run.Differences("x", "weighted"), run.Of("by x"));
        Close(run.Differences("W", "weighted"), run.Of("by W"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("W")]
    public void A_hessian_times_a_vector_is_the_slope_of_the_gradient_along_it(string variable)
    {
        Differentiator d = new(Smooth(), ["hidden", "W"]);
        Value vector = d.Graph.Input("vector", ElementType.Double, d.Types[variable].Shape);
        Value loss = Expression(d, "loss"), gradient = d.Gradient(loss, d[variable]);
        d.Graph.Output(d.HessianVector(loss, d[variable], vector), "product");
        d.Graph.Output((gradient * vector).ReduceSum([], keepDims: false), "along");
        // The Hessian is symmetric, so its product is also the gradient of the gradient's product.
        using Evaluation run = new(d.ToModel(), ["x", "W", "vector"]);
        Close(run.Differences(variable, "along"), run.Of("product"));

        double[] before = run.Of("product"), direction = run.Point("vector");
        double[] other = run.Draw("vector");
        // u H v = v H u.
        Assert.Equal(Dot(other, before), Dot(direction, run.Of("product")), 1e-10);
    }

    [Fact]
    public void The_hessian_of_a_quadratic_form_is_its_matrix()
    {
        // f(x) = x A x / 2 with A symmetric, so H v = A v.
        double[] a = [2, -1, 0.5, -1, 3, 4, 0.5, 4, -6], x = [0.3, -0.7, 1.1], v = [1, -2, 0.25];
        OnnxModel model = new();
        GraphBuilder g = new(model, "form");
        Value row = g.Input("x", ElementType.Double, new TensorShape(1, 3));
        g.Output((row.MatMul(g.Constant(OnnxTensor.Of(a, 3, 3))) * row * 0.5).ReduceSum([1], keepDims: false), "f");
        Differentiator d = new(Network.FromModel(model));
        d.Graph.Output(d.HessianVector(d["f"], d["x"], d.Graph.Input("v", ElementType.Double, new TensorShape(1, 3))), "Hv");
        using NetworkSession session = new(d.ToModel());
        double[] found = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(x, 1, 3), ["v"] = TensorBuffer.Of(v, 1, 3) })["Hv"].Span<double>().ToArray();
        Assert.Equal([2 + 2 + 0.125, -1 - 6 + 1, 0.5 - 8 - 1.5], found.Select(f => Math.Round(f, 12)));
    }

    [Fact]
    public void Where_the_gradient_is_constant_the_hessian_is_zero_and_so_is_the_gradient_of_what_is_not_there()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 2));
        Value unused = g.Input("unused", ElementType.Float, new TensorShape(-1, 2));
        g.Output(x.Apply("Relu") * 3, "y");
        g.Output(unused + 1, "z");
        Differentiator d = new(Network.FromModel(model));
        d.Graph.Output(d.HessianVector(d["y"], d["x"], d["x"]), "Hx");
        d.Graph.Output(d.Gradient(d["y"], d["unused"]), "none");
        d.Graph.Output(d.Gradient(d["y"], d["x"]), "slope");
        using NetworkSession session = new(d.ToModel());
        var found = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { 1, -2 }, 1, 2), ["unused"] = TensorBuffer.Of(new float[2], 1, 2) });
        Assert.Equal([0, 0], found["Hx"].Span<float>().ToArray());
        Assert.Equal([0, 0], found["none"].Span<float>().ToArray());
        Assert.Equal([3, 0], found["slope"].Span<float>().ToArray());
    }

    [Fact]
    public void Steps_against_the_gradient_of_the_loss_train_the_network()
    {
        // The parameters become inputs, so that one graph serves every step. Rows of three classes that a line does not separate are learned by heart.
        Differentiator d = new(Smooth(), ["W", "V"]);
        Value loss = Expression(d, "loss");
        d.Graph.Output(loss.ReduceSum([], keepDims: false), "value");
        d.Graph.Output(d.Gradient(loss, d["W"]), "by W");
        d.Graph.Output(d.Gradient(loss, d["V"]), "by V");
        using Evaluation run = new(d.ToModel(), ["x", "W", "V"]);
        double before = run.Of("value")[0];
        for (int step = 0; step < 200; step++)
        {
            double[] w = run.Of("by W"), v = run.Of("by V");
            run.Move("W", w, -0.5);
            run.Move("V", v, -0.5);
        }
        Assert.InRange(run.Of("value")[0], 0, before / 20);
    }

    [Fact]
    public void A_value_that_was_folded_away_is_named_with_what_to_do()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 2));
        Value copy = x.Apply("Identity");
        g.Output(copy * 2, "y");
        Differentiator d = new(Network.FromModel(model));
        Assert.Contains("among the values to keep", Assert.Throws<ArgumentException>(() => d[copy.Name]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => d["nowhere"]);
        Assert.Equal(copy.Name, new Differentiator(Network.FromModel(model), [copy.Name])[copy.Name].Name);
    }

    /// <summary>logits = V tanh(W x + b), with hidden = tanh(...), in double precision.</summary>
    private static Network Smooth()
    {
        Random random = new(5);
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Double, new TensorShape(-1, 3));
        Value w = Parameter("W", 3, 5), b = Parameter("b", 5), v = Parameter("V", 5, 4);
        model.Nodes.Add(new OnnxNode("Tanh", [(x.MatMul(w) + b).Name], ["hidden"]));
        g.Output(g.Existing("hidden", ElementType.Double).MatMul(v), "logits");
        return Network.FromModel(model);

        Value Parameter(string name, params long[] shape)
        {
            double[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (p, s) => p * s)).Select(_ => random.NextDouble() * 2 - 1)];
            model.Initializers[name] = OnnxTensor.Of(values, shape);
            return g.Existing(name, ElementType.Double);
        }
    }

    private static Value Expression(Differentiator d, string name)
    {
        GraphBuilder g = d.Graph;
        return name switch
        {
            "logit" => d["logits"].Slice([2], [3], [1]),
            "probability" => g.Node("Softmax", d["logits"]).With("axis", 1).Out().Slice([1], [2], [1]),
            // The cross entropy of class r in row r.
            "loss" => -(g.Node("LogSoftmax", d["logits"]).With("axis", 1).Out() * g.Constant(OnnxTensor.Of([1.0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], Rows, 4))).ReduceSum([1], keepDims: false),
            "neuron" => d["hidden"].Slice([3], [4], [1]),
            "map" => (d["hidden"] * d["hidden"]).ReduceSum([], keepDims: false),
            _ => d["logits"].Slice([1], [2], [0]),
        };
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (p, q) => p * q).Sum();

    private static void Close(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), p => Assert.InRange(p.Second - p.First, -Tolerance, Tolerance));
    }

    /// <summary>Runs a graph at points that can be moved; constants named are made inputs.</summary>
    private sealed class Evaluation : IDisposable
    {
        private readonly NetworkSession _session;
        private readonly Dictionary<string, double[]> _points = [];
        private readonly Dictionary<string, long[]> _shapes = [];
        private readonly Random _random = new(9);

        public Evaluation(OnnxModel model, string[] variables)
        {
            foreach (string variable in variables)
            {
                if (model.Initializers.Remove(variable, out OnnxTensor? constant))
                {
                    model.Inputs.Add(new ValueInfo(variable, new TensorType(constant.Element, constant.Shape)));
                    (_points[variable], _shapes[variable]) = (constant.ToDoubles(), constant.Shape.Sizes);
                }
                else
                {
                    _shapes[variable] = [.. model.Inputs.Find(i => i.Name == variable)!.Type!.Shape!.Select(s => s.IsKnown ? s.Value : Rows)];
                    Draw(variable);
                }
            }
            _session = new NetworkSession(model);
        }

        public double[] Point(string variable) => _points[variable];

        public double[] Draw(string variable) =>
            _points[variable] = [.. Enumerable.Range(0, (int)_shapes[variable].Aggregate(1L, (p, s) => p * s)).Select(_ => _random.NextDouble() * 2 - 1)];

        public double[] Of(string output) => _session.Run(
            _session.Inputs.ToDictionary(i => i.Name, i => (TensorBuffer)TensorBuffer.Of(_points[i.Name], _shapes[i.Name])), [output])[output].Span<double>().ToArray();

        public void Move(string variable, double[] direction, double length) =>
            _points[variable] = [.. _points[variable].Zip(direction, (p, g) => p + length * g)];

        public double[] Differences(string variable, string output)
        {
            double[] point = _points[variable], slopes = new double[point.Length];
            for (int i = 0; i < slopes.Length; i++)
            {
                slopes[i] = (At(i, Step) - At(i, -Step)) / (2 * Step);
            }
            _points[variable] = point;
            return slopes;

            double At(int element, double step)
            {
                _points[variable] = [.. point];
                _points[variable][element] += step;
                return Of(output)[0];
            }
        }

        public void Dispose() => _session.Dispose();
    }
}
