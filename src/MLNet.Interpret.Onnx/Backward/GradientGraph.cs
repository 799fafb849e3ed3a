using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward.Rewriting;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Backward;

/// <summary>A network extended by the nodes that work out its gradient: one graph that gives scores, target and gradient in one run.</summary>
public sealed class GradientGraph
{
    private GraphMemory? _memory;

    internal GradientGraph(OnnxModel model, long? batch)
    {
        Model = model;
        Batch = batch;
    }

    /// <summary>
    /// The graph. It takes the network's inputs, and <see cref="TargetInput"/> or <see cref="SeedInput"/>. Not to be changed: edit a
    /// <see cref="OnnxModel.Clone"/>.
    /// </summary>
    public OnnxModel Model { get; }

    /// <summary>The number of rows in a batch; null where any number can be run at once.</summary>
    public long? Batch { get; }

    /// <summary>What the graph takes in memory while it runs.</summary>
    public GraphMemory Memory
    {
        get => _memory ??= GraphMemory.Of(Model);
        internal set => _memory = value;
    }

    /// <summary>The value that is explained, as it is called in the network, with its type.</summary>
    public required ValueInfo Explained { get; init; }

    /// <summary>The type of the elements that its input takes: Double where values are worked out in double precision.</summary>
    public ElementType InputElement => Model.Inputs.Find(i => i.Name == Explained.Name)?.Type?.Element ?? Explained.Type!.Element;

    /// <summary>The value whose elements are the scores, as it is called in the network, with its type.</summary>
    public required ValueInfo Of { get; init; }

    /// <summary>The number of classes: of scores in a row. Null where it is not known.</summary>
    public long? Classes { get; init; }

    /// <summary>The input that takes the class of each row, Int64[batch], a negative one for that of the highest score. Null where there is none.</summary>
    public string? TargetInput { get; init; }

    /// <summary>The input that takes, for each row, the row whose highest score decides its class, Int64[batch]. Null where rows form no groups.</summary>
    public string? LeaderInput { get; init; }

    /// <summary>The input that takes a gradient of the scores' shape. Null where there is none.</summary>
    public string? SeedInput { get; init; }

    /// <summary>The output that gives the scores, of the type and shape of <see cref="Of"/>.</summary>
    public required string ScoresOutput { get; init; }

    /// <summary>The output that gives the class of each row that is explained, Int64[batch]. Null with a given seed.</summary>
    public string? TargetOutput { get; init; }

    /// <summary>The output that gives the score of that class, [batch]. Null with a given seed.</summary>
    public string? TargetScoreOutput { get; init; }

    /// <summary>The output that gives the gradient, of the type and shape of <see cref="Explained"/>.</summary>
    public required string GradientOutput { get; init; }

    /// <summary>Builds the graph, or gives the one that was built of the same network with the same options before.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">What to differentiate; null for the first output with respect to the only input.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The network has no such value, or the scores do not depend on it, or do not have a row for each row of the batch.</exception>
    /// <exception cref="NotSupportedException">An operator on the way has no rule, or its rule does not cover the case; the message names the node.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime does not accept the network.</exception>
    public static GradientGraph Build(Network network, GradientOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new GradientOptions();
        if (network.Gradients.TryGetValue(options, out GradientGraph? built))
        {
            return built;
        }
        return network.Gradients.GetOrAdd(options, BuildNew(network, options, cancellation));
    }

    private static GradientGraph BuildNew(Network network, GradientOptions options, CancellationToken cancellation)
    {
        string of = options.Of is { } value ? network.FindValue(value) : network.FindOutput().Name;
        string explained = options.WithRespectTo is { } input ? network.FindValue(input) : network.FindInput().Name;
        string[] keep = [of, explained];

        Canonical canonical = network.Canonicalise(options.Batch, keep, options.InDouble);
        if (canonical.Batch is not null)
        {
            return Emit(canonical);
        }
        // With the number of rows open, some shapes may not be known, and some rules need them all.
        if (canonical.IsShaped && TryEmit(canonical) is { } open)
        {
            return open;
        }
        Canonical known = network.Canonicalise(options.BatchIfFixed, keep, options.InDouble);
        // Where it is not the rows alone that leave shapes open, a batch of one size may gain nothing.
        return !canonical.IsShaped && !known.IsShaped && TryEmit(canonical) is { } both ? both : Emit(known);

        GradientGraph? TryEmit(Canonical graph)
        {
            try
            {
                return Emit(graph);
            }
            catch (Exception e) when (e is NotSupportedException or ArgumentException)
            {
                return null;
            }
        }

        GradientGraph Emit(Canonical graph)
        {
            if (ReferenceEquals(options.Rules, RuleSet.Gradient))
            {
                graph = NestedConcats.Apply(PoolingFirst.Apply(graph, keep), keep);
            }
            return new GradientEmitter(network, graph, options, of, explained).Emit(cancellation);
        }
    }
}
