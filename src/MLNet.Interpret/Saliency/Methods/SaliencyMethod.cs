using System.Text.Json.Serialization;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Saliency;

/// <summary>A way to say how much each element of an input counts for a score, as a graph that works it out for a batch of rows.</summary>
/// <remarks>A method is a short record of its settings that adds nodes to a graph. The rows below are the table of all methods.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "method")]
[JsonDerivedType(typeof(Gradient), Gradient.MethodName)]
[JsonDerivedType(typeof(GradientTimesInput), GradientTimesInput.MethodName)]
[JsonDerivedType(typeof(IntegratedGradients), IntegratedGradients.MethodName)]
public abstract record SaliencyMethod
{
    /// <summary>The method's name, as the command line spells it.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>Whether attributions are relative to a baseline.</summary>
    [JsonIgnore]
    public virtual bool UsesBaseline => false;

    /// <summary>Whether the attributions of a row are meant to sum to the difference of its score from the baseline's.</summary>
    [JsonIgnore]
    public virtual bool IsComplete => false;

    /// <summary>The number of points at which the network is evaluated for one row.</summary>
    [JsonIgnore]
    public virtual int PointsPerRow => 1;

    /// <summary>How gradients pass back through each operator.</summary>
    [JsonIgnore]
    public virtual RuleSet Rules => RuleSet.Gradient;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message says which and what would be right.</exception>
    public virtual void Check()
    {
    }

    /// <summary>Adds the nodes that work the attributions out.</summary>
    /// <param name="graph">The graph, with the rows, their targets and baselines.</param>
    internal abstract Explanation Emit(SaliencyGraph graph);
}
