namespace Microsoft.ML.Trainers;

/// <summary>The options of a trainer that reads features.</summary>
public abstract class TrainerInputBase
{
    private protected TrainerInputBase()
    {
    }

    /// <summary>The column of features, a vector of Single.</summary>
    public string FeatureColumnName = DefaultColumnNames.Features;
}

/// <summary>The options of a trainer that reads labels too.</summary>
public abstract class TrainerInputBaseWithLabel : TrainerInputBase
{
    private protected TrainerInputBaseWithLabel()
    {
    }

    /// <summary>The column of labels.</summary>
    public string LabelColumnName = DefaultColumnNames.Label;
}

/// <summary>The options of a trainer that may read the weights of its examples too.</summary>
public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    private protected TrainerInputBaseWithWeight()
    {
    }

    /// <summary>The column of weights; null where all examples weigh the same.</summary>
    public string ExampleWeightColumnName;
}

/// <summary>The options of a trainer that may read the groups of its examples too.</summary>
public abstract class TrainerInputBaseWithGroupId : TrainerInputBaseWithWeight
{
    private protected TrainerInputBaseWithGroupId()
    {
    }

    /// <summary>The column of groups, a key; null where there are none.</summary>
    public string RowGroupColumnName;
}

/// <summary>The names of columns where none are given.</summary>
internal static class DefaultColumnNames
{
    public const string Features = "Features";
    public const string Label = "Label";
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string PredictedLabel = "PredictedLabel";
}
