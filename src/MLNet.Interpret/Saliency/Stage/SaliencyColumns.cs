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
    public static VectorDataViewType ScoresType(ValueInfo scores)
    {
        TensorShape row = new(scores.Type!.Shape!.Skip(1));
        return row.IsStatic
            ? new(scores.Type.Element == ElementType.Double ? NumberDataViewType.Double : NumberDataViewType.Single, checked((int)row.ElementCount))
            : throw new NotSupportedException($"'{scores.Name}' is {scores.Type}: the number of scores in a row is not known, so there can be no column of them.");
    }

    /// <summary>What the column of an input is needed as.</summary>
    public static string Role(ValueInfo input) => $"the network's input '{input.Name}'";
}
