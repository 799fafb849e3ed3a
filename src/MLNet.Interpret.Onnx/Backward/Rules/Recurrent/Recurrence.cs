using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules.Recurrent;

/// <summary>One direction of a recurrent node: what it takes and gives, and how gradients go back through its steps.</summary>
/// <remarks>
/// Values of all steps are [steps, rows, ...]. Where sequences have lengths of their own and are read backwards, each is turned round, so that its
/// padding comes last. The padding's gradient is then zero by itself: nothing arrives there, and what goes back from it is nothing.
/// </remarks>
internal sealed class Recurrence
{
    private readonly BackwardNode _n;
    private readonly int _direction;
    private readonly int _directions;
    private readonly bool _lastFirst;
    private readonly Value? _turned;
    private readonly Value? _isPart;
    private readonly Value? _isLast;

    public Recurrence(BackwardNode n, int direction, int directions, Value hidden)
    {
        _n = n;
        _direction = direction;
        _directions = directions;
        Size = n.Node.Int("hidden_size", n.ShapeX(2)[2].Value);
        bool reversed = direction == 1 || n.Node.Text("direction", "forward") == "reverse";
        if (n.Node.HasInput(4))
        {
            Value lengths = n.X(4).Cast(ElementType.Int64);
            _turned = reversed ? lengths : null;
            GraphBuilder g = n.Graph;
            Value steps = g.Node("Range", g.LongScalar(0), n.X().SizeOf(axis: 0).Squeeze(0), g.LongScalar(1)).Out(ElementType.Int64).Unsqueeze(1, 2);
            Value last = (lengths - 1).Unsqueeze(0, 2);
            _isPart = steps.AtMost(last).Cast(n.X().Element);
            _isLast = steps.EqualTo(last).Cast(n.X().Element);
        }
        else
        {
            _lastFirst = reversed;
        }
        X = Turned(n.X());
        Hidden = Turned(Along(hidden, 1));
        W = Along(n.X(1), 0);
        R = Along(n.X(2), 0);
        Bias = n.Node.HasInput(3) ? Along(n.X(3), 0) : null;
        Before = Shifted(Hidden, 5);
    }

    public BackwardNode Node => _n;

    public GraphBuilder Graph => _n.Graph;

    public int Direction => _direction;

    public int Directions => _directions;

    /// <summary>The number of hidden units.</summary>
    public long Size { get; }

    /// <summary>What goes in, [steps, rows, inputs].</summary>
    public Value X { get; }

    /// <summary>All hidden states, [steps, rows, hidden].</summary>
    public Value Hidden { get; }

    /// <summary>The hidden states that the steps took over from those before, [steps, rows, hidden].</summary>
    public Value Before { get; }

    /// <summary>The weights of what goes in, [gates x hidden, inputs].</summary>
    public Value W { get; }

    /// <summary>The weights of the hidden state, [gates x hidden, hidden].</summary>
    public Value R { get; }

    /// <summary>The biases that go with W, then those that go with R; null where there are none.</summary>
    public Value? Bias { get; }

    /// <summary>This direction's part of an input whose first dimension is that of directions.</summary>
    public Value Part(int input) => Along(_n.X(input), 0);

    /// <summary>A value of all steps times a matrix that is given transposed.</summary>
    public static Value Product(Value all, Value transposed) => all.MatMul(transposed.Transpose(1, 0));

    /// <summary>What goes in times its weights.</summary>
    public Value Projected => Product(X, W);

    /// <summary>What goes into so many gates, all of which see the hidden state as it is: the products of inputs and hidden states, and both biases.</summary>
    public Value Sum(long gates)
    {
        Value sum = Projected + Product(Before, R);
        if (Bias is not { } bias)
        {
            return sum;
        }
        Value[] biases = Parts(bias, gates, gates);
        return sum + (biases[0] + biases[1]);
    }

    /// <summary>Parts of a value along its last axis, in multiples of the hidden size.</summary>
    public Value[] Parts(Value value, params ReadOnlySpan<long> multiples)
    {
        long[] sizes = new long[multiples.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = multiples[i] * Size;
        }
        return value.Split(sizes, -1);
    }

    /// <summary>The values that the steps found there: those of the steps before, or at the first step those of an input, or zeros.</summary>
    public Value Shifted(Value all, int initial)
    {
        (long before, long after) = _lastFirst ? (-1, 1) : (1, -1);
        if (!_n.Node.HasInput(initial))
        {
            return Pad(all, before, after);
        }
        Value first = Part(initial).Unsqueeze(0);
        return _lastFirst
            ? Graph.Concat([Pad(all, -1, 0), first], 0)
            : Graph.Concat([first, Pad(all, 0, -1)], 0);

        static Value Pad(Value all, long before, long after) => all.PadWithZeros(3, [before], [after], [0]);
    }

    /// <summary>The gradients that arrive at all steps from an output of all states and from one of the last; null where they are zero.</summary>
    public Value? Arriving(int? all, int last)
    {
        Value? steps = null;
        if (all is { } output && _n.HasDY(output))
        {
            steps = Turned(Along(_n.DY(output), 1));
            steps = _isPart is { } part ? steps * part : steps;
        }
        if (_isLast is { } isLast && _n.HasDY(last))
        {
            Value ends = isLast * Along(_n.DY(last), 0);
            steps = steps is { } both ? both + ends : ends;
        }
        return steps;
    }

    /// <summary>The gradient at the last state, [rows, hidden], where it does not arrive at a step of each row's own.</summary>
    public Value AtLast(int output) => _isLast is null && _n.HasDY(output) ? Along(_n.DY(output), 0) : Zeros();

    /// <summary>The initial state of an input, [rows, hidden], or zeros.</summary>
    public Value Initial(int input) => _n.Node.HasInput(input) ? Part(input) : Zeros();

    /// <summary>Zeros, [rows, hidden].</summary>
    private Value Zeros() =>
        (Graph.ShapeOf(new TensorShape([_n.ShapeX()[1], Size])) ?? Graph.Concat([_n.X().SizeOf(axis: 1), Graph.Longs(Size)], 0)).Filled(X.Element, 0);

    /// <summary>Goes through the steps from the first to the last.</summary>
    public IReadOnlyList<Value> Forth(
        IReadOnlyList<Value> initial, IReadOnlyList<Value> over, Func<GraphBuilder, IReadOnlyList<Value>, IReadOnlyList<Value>, IReadOnlyList<Value>> step) =>
        Graph.Scan(initial, over, _lastFirst, step);

    /// <summary>Goes through the steps from the last to the first.</summary>
    public IReadOnlyList<Value> Back(
        IReadOnlyList<Value> initial, IReadOnlyList<Value> over, Func<GraphBuilder, IReadOnlyList<Value>, IReadOnlyList<Value>, IReadOnlyList<Value>> step) =>
        Graph.Scan(initial, over, !_lastFirst, step);

    /// <summary>Gradients of the inputs, from those of what goes into the gates.</summary>
    /// <param name="ofX">Gradients of X times W, [steps, rows, gates x hidden].</param>
    /// <param name="ofHidden">Gradients of the hidden state times R, of that shape.</param>
    /// <param name="ofR">The gradient of R, [gates x hidden, hidden].</param>
    /// <param name="initial">The gradient of the initial hidden state, [rows, hidden].</param>
    public Value?[] Gradients(Value ofX, Value ofHidden, Func<Value> ofR, Value initial) =>
    [
        _n.Needs(0) ? Turned(ofX.MatMul(W)) : null,
        _n.Needs(1) ? Outer(ofX, X) : null,
        _n.Needs(2) ? ofR() : null,
        _n.Needs(3) ? Graph.Concat([SumOfSteps(ofX), SumOfSteps(ofHidden)], 0) : null,
        null,
        _n.Needs(5) ? initial : null,
        null,
        null,
    ];

    /// <summary>The sum of the outer products of two values' rows at all steps.</summary>
    public Value Outer(Value a, Value b) => Graph.Node("Gemm", Rows(a), Rows(b)).With("transA", 1).Out();

    /// <summary>A value's sum over all steps and rows.</summary>
    public static Value SumOfSteps(Value all) => all.ReduceSum([0, 1], keepDims: false);

    private static Value Rows(Value all) =>
        all.Graph.Node("Flatten", all).With("axis", 2).Out();

    private Value Along(Value value, int axis) =>
        (_directions == 1 ? value : value.Slice([_direction], [_direction + 1], [axis])).Squeeze(axis);

    private Value Turned(Value all) => _turned is { } lengths
        ? Graph.Node("ReverseSequence", all, lengths).With("time_axis", 0L).With("batch_axis", 1L).Out()
        : all;
}
