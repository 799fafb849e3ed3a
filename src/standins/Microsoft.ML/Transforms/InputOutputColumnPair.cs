using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The column that a stage reads and the one that it makes of it.</summary>
public sealed class InputOutputColumnPair
{
    /// <summary>A pair of names.</summary>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column that is read; null for the same name.</param>
    public InputOutputColumnPair(string outputColumnName, string inputColumnName = null)
    {
        Contracts.CheckNonEmpty(null, outputColumnName, nameof(outputColumnName));
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
    }

    /// <summary>The column that is read.</summary>
    public string InputColumnName { get; }

    /// <summary>The column that is made.</summary>
    public string OutputColumnName { get; }

    internal static (string, string)[] ToTuples(InputOutputColumnPair[] pairs) =>
        [.. pairs.Select(p => (p.OutputColumnName, p.InputColumnName))];
}
