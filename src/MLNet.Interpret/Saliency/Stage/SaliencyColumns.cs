using Microsoft.ML.Data;
using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Saliency;

/// <summary>The columns that a stage reads, as its messages call them.</summary>
/// <param name="options">The stage's settings.</param>
/// <param name="plan">The explanation.</param>
internal readonly struct SaliencyColumns(SaliencyEstimator.Options options, SaliencyPlan plan)
{
    public const string SlotNames = "SlotNames";
    public const string TargetRole = "the class to explain";
    public const string BaselineRole = "the baseline";

    /// <summary>The column that is explained.</summary>
    public string Input => options.InputColumnName ?? plan.Explained.Name;

    /// <summary>What it is needed as.</summary>
    public string InputRole => Role(plan.Explained);

    /// <summary>Whether there is a completeness gap.</summary>
    public bool HasGap => options.Method.IsComplete;

    /// <summary>The column of another of the network's inputs.</summary>
    public string Other(ValueInfo input) => options.OtherInputColumnNames.GetValueOrDefault(input.Name, input.Name);

    /// <summary>The type of a column of scores.</summary>
    public VectorDataViewType ScoresType =>
        new(plan.Of.Type!.Element == ElementType.Double ? NumberDataViewType.Double : NumberDataViewType.Single, checked((int)plan.Classes));

    /// <summary>What the column of an input is needed as.</summary>
    public static string Role(ValueInfo input) => $"the network's input '{input.Name}'";
}
