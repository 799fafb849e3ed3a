using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Backward;

/// <summary>What a rule sees of the node that gradients pass back through.</summary>
public sealed class BackwardNode
{
    private readonly TypeMap _types;
    private readonly Value?[] _gradients;
    private readonly bool[] _needed;
    private readonly IReadOnlyDictionary<string, OnnxNode>? _sources;

    internal BackwardNode(OnnxNode node, GraphBuilder graph, TypeMap types, RuleSet rules, Value?[] gradients, bool[] needed, IReadOnlyDictionary<string, OnnxNode>? sources = null)
    {
        Node = node;
        Graph = graph;
        Rules = rules;
        _types = types;
        _gradients = gradients;
        _needed = needed;
        _sources = sources;
    }

    /// <summary>The node of the forward graph.</summary>
    public OnnxNode Node { get; }

    /// <summary>The builder that the rule adds its nodes with.</summary>
    public GraphBuilder Graph { get; }

    /// <summary>The rule set of the walk, for graphs within the node.</summary>
    internal RuleSet Rules { get; }

    /// <summary>The types of the forward graph's values.</summary>
    internal TypeMap Types => _types;

    /// <summary>The number of inputs, those left out included.</summary>
    public int InputCount => Node.Inputs.Count;

    /// <summary>An input of the node.</summary>
    public Value X(int index = 0) => Graph.Existing(Node.Inputs[index], _types[Node.Inputs[index]].Element);

    /// <summary>An output of the node.</summary>
    public Value Y(int index = 0) => Graph.Existing(Node.Outputs[index], _types[Node.Outputs[index]].Element);

    /// <summary>The gradient with respect to an output; zeros where none arrives.</summary>
    public Value DY(int index = 0) => _gradients[index] ?? Y(index).ZerosLike();

    /// <summary>Whether a gradient arrives at an output.</summary>
    public bool HasDY(int index = 0) => index < _gradients.Length && _gradients[index] is not null;

    /// <summary>
    /// Whether the gradient with respect to an input is asked for. After the inputs come the outer values that graphs within the node refer to,
    /// as <see cref="OnnxNode.Captures"/> lists them.
    /// </summary>
    public bool Needs(int index) => index < _needed.Length && _needed[index];

    /// <summary>
    /// The node that an input comes from, if a rule may pass by it: if the true gradient goes back through it, and nobody asks for the gradient
    /// with respect to what it gives.
    /// </summary>
    internal OnnxNode? Source(int index) => Node.HasInput(index) ? _sources?.GetValueOrDefault(Node.Inputs[index]) : null;

    /// <summary>The shape of an input.</summary>
    public TensorShape ShapeX(int index = 0) => ShapeOf(Node.Inputs[index]);

    /// <summary>The shape of an output.</summary>
    public TensorShape ShapeY(int index = 0) => ShapeOf(Node.Outputs[index]);

    /// <summary>An input's value where it is a constant of the model; otherwise null.</summary>
    public OnnxTensor? ConstantX(int index) =>
        Node.HasInput(index) && Graph.Model.Initializers.TryGetValue(Node.Inputs[index], out OnnxTensor? t) ? t : null;

    /// <summary>Constant integers of an input such as axes, or null where the input is left out.</summary>
    /// <exception cref="NotSupportedException">The input is worked out at run time.</exception>
    public long[]? LongsX(int index) => !Node.HasInput(index)
        ? null
        : ConstantX(index)?.ToLongs() ?? throw Unsupported($"its input {index} ('{Node.Inputs[index]}') is worked out at run time, where a constant is needed");

    /// <summary>The shape of an input as a value: a constant where it is known, else worked out at run time.</summary>
    public Value ShapeValueX(int index = 0) => Graph.ShapeOf(ShapeX(index)) ?? X(index).ShapeOf();

    /// <summary>Sums a gradient of a broadcast value's shape down to the shape of an input.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="from">The gradient's shape.</param>
    /// <param name="input">The input's index.</param>
    public Value Unbroadcast(Value gradient, TensorShape from, int input) =>
        Broadcasting.Undo(gradient, from, ShapeX(input), () => X(input).ShapeOf());

    /// <summary>The error of a rule that does not cover this node.</summary>
    /// <param name="why">What of the node is not covered, as the end of a sentence.</param>
    public NotSupportedException Unsupported(string why) => new($"The gradient of {Node.Label} is not supported: {why}.");

    private TensorShape ShapeOf(string name) => _types[name].Shape
        ?? throw Unsupported($"the shape of '{name}' is not known, not even its rank; {Network.HowToFixSizes}");
}
