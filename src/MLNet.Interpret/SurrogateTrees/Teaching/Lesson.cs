namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A model that says what it makes of any row.</summary>
public interface ITeacher
{
    /// <summary>Asks for the targets of rows. Few large batches are much faster than many small ones.</summary>
    /// <param name="rows">The rows, as in <see cref="Examples.Rows"/>.</param>
    /// <param name="targets">Takes the targets, as in <see cref="Examples.Targets"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation = default);
}

/// <summary>What an inducer learns a surrogate from.</summary>
/// <param name="Features">The features of the rows.</param>
/// <param name="Classes">The names of the classes; none where a number is predicted.</param>
/// <param name="Examples">The training rows and what the model says of them.</param>
/// <param name="Teacher">The model, for inducers that make rows of their own.</param>
public sealed record Lesson(IReadOnlyList<TreeFeature> Features, IReadOnlyList<string> Classes, Examples Examples, ITeacher Teacher)
{
    /// <summary>The seed of all that is random.</summary>
    public int Seed { get; init; }

    /// <summary>Takes the number of leaves that the surrogate has so far.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether classes are predicted rather than a number.</summary>
    public bool IsClassification => Classes.Count > 0;

    // The largest magnitude is NaN where one of the values is.
    private bool HasOnlyNumbers =>
        Examples.Rows.Length == 0 || System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<float>(Examples.Rows) < float.PositiveInfinity;

    /// <summary>Refuses rows with infinite values, which no threshold could divide.</summary>
    /// <exception cref="ArgumentException">A value is infinite; the message says which.</exception>
    internal void RequireFiniteValues()
    {
        if (HasOnlyNumbers)
        {
            return;
        }
        for (int i = 0; i < Examples.Rows.Length; i++)
        {
            if (float.IsInfinity(Examples.Rows[i]))
            {
                throw new ArgumentException(
                    $"'{Features[i % Examples.Width].Name}' is {Examples.Rows[i]} in row {i / Examples.Width} (from 0); numbers must be finite, or NaN where they are missing.");
            }
        }
    }

    /// <summary>Refuses rows with missing values.</summary>
    /// <exception cref="NotSupportedException">A value is missing; the message says which.</exception>
    internal void RequireNoMissingValues(string inducer)
    {
        if (HasOnlyNumbers)
        {
            return;
        }
        for (int i = 0; i < Examples.Rows.Length; i++)
        {
            if (float.IsNaN(Examples.Rows[i]))
            {
                throw new NotSupportedException(
                    $"'{Features[i % Examples.Width].Name}' is missing in row {i / Examples.Width} (from 0). {inducer} needs all values: use C4.5, or replace missing ones before this stage.");
            }
        }
    }
}
