namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Settings of Kernel SHAP (Lundberg and Lee 2017, "A Unified Approach to Interpreting Model Predictions"), with that paper's program's defaults.</summary>
public record KernelShapOptions
{
    /// <summary>The most coalitions of features that are tried; null for twice the number of features plus 2,048. Where there are fewer, all are, and values are exact.</summary>
    public int? Coalitions { get; init; }

    /// <summary>The most rows of the training data that stand in for a feature that is not known. Default 100.</summary>
    public int Background { get; init; } = 100;

    /// <summary>The number of classes with the highest scores that are explained in each row, where no classes are named. Default 1.</summary>
    public int TopClasses { get; init; } = 1;

    /// <summary>The seed of all that is random; null for that of the MLContext, or 0.</summary>
    public int? Seed { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message says which and what would be right.</exception>
    public virtual void Check()
    {
        Require(Coalitions is null or >= 2, nameof(Coalitions), Coalitions, 2);
        Require(Background >= 1, nameof(Background), Background, 1);
        Require(TopClasses >= 1, nameof(TopClasses), TopClasses, 1);
    }

    private static void Require(bool holds, string name, int? value, int least)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be at least {least}.", name);
        }
    }
}
