namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Rows and what the model says of them.</summary>
public sealed class Examples
{
    /// <summary>Rows with targets.</summary>
    /// <param name="rows">The rows, a value for each feature: the number, or the category's index; NaN where it is missing.</param>
    /// <param name="width">The number of features.</param>
    /// <param name="targets">The targets, row by row: the probability of each class, or a number.</param>
    /// <param name="outputs">The number of targets of a row.</param>
    /// <exception cref="ArgumentException">The numbers of rows and of targets do not fit.</exception>
    public Examples(float[] rows, int width, double[] targets, int outputs)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        Count = targets.Length / outputs;
        if ((long)Count * outputs != targets.Length || (long)Count * width != rows.Length)
        {
            throw new ArgumentException($"{rows.Length} values make rows of {width}, and {targets.Length} targets are {outputs} a row; that is not the same number of rows.");
        }
        (Rows, Width, Targets, Outputs) = (rows, width, targets, outputs);
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of features.</summary>
    public int Width { get; }

    /// <summary>The number of targets of a row.</summary>
    public int Outputs { get; }

    /// <summary>The values of all rows, row by row.</summary>
    public float[] Rows { get; }

    /// <summary>The targets of all rows, row by row.</summary>
    public double[] Targets { get; }

    /// <summary>One row.</summary>
    public ReadOnlySpan<float> Row(int index) => Rows.AsSpan(index * Width, Width);

    /// <summary>The targets of one row.</summary>
    public ReadOnlySpan<double> Target(int index) => Targets.AsSpan(index * Outputs, Outputs);

    /// <summary>The class of the highest target of each row.</summary>
    public int[] Labels()
    {
        int[] labels = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            labels[i] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(Target(i));
        }
        return labels;
    }

    /// <summary>The same rows, with 1 for the class of the highest target and 0 for the others.</summary>
    public Examples WithLabelsOnly()
    {
        double[] targets = new double[Targets.Length];
        foreach ((int row, int label) in Labels().Index())
        {
            targets[row * Outputs + label] = 1;
        }
        return new(Rows, Width, targets, Outputs);
    }

    /// <summary>The same rows, with 1 for the class that a surrogate predicts and 0 for the others: what is to do as the surrogate does, not as the model.</summary>
    /// <param name="surrogate">The surrogate, of as many classes as there are targets.</param>
    public Examples LabelledBy(TreeSurrogate surrogate)
    {
        ArgumentNullException.ThrowIfNull(surrogate);
        if (surrogate.Classes.Count != Outputs || surrogate.Features.Count != Width)
        {
            throw new ArgumentException(
                $"The surrogate has {surrogate.Features.Count} features and {surrogate.Classes.Count} classes, but the rows have {Width} values and {Outputs} targets.", nameof(surrogate));
        }
        double[] targets = new double[Targets.Length], scores = new double[Outputs];
        for (int i = 0; i < Count; i++)
        {
            surrogate.Score(Row(i), scores);
            targets[i * Outputs + TreeSurrogate.ArgMax(scores)] = 1;
        }
        return new(Rows, Width, targets, Outputs);
    }
}
