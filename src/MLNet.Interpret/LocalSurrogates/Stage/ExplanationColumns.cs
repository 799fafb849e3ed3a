using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The columns that local surrogates of any kind add for one explained class.</summary>
/// <param name="Output">The name of the column of weights, which the others' names begin with.</param>
/// <param name="Suffix">The end of their names.</param>
/// <param name="HasIntervals">Whether weights have confidence intervals.</param>
internal sealed record ExplanationColumns(string Output, string Suffix, bool HasIntervals)
{
    private const string SlotNames = nameof(SlotNames);

    /// <summary>Whether features are those of a table: named, as many in each row, and each with a condition. Otherwise they are parts of a row.</summary>
    public bool AreNamed { get; init; } = true;

    /// <summary>Whether rows differ in their number of features.</summary>
    public bool Varies { get; init; }

    /// <summary>The columns of a stage, class by class.</summary>
    public static ExplanationColumns[] All(string output, IReadOnlyList<int>? classes, int topClasses, bool hasIntervals)
    {
        int count = classes?.Count ?? topClasses;
        return [.. Enumerable.Range(0, count).Select(i => new ExplanationColumns(output, count == 1 ? "" : $".{classes?[i] ?? i + 1}", hasIntervals))];
    }

    /// <summary>What an estimator says of them.</summary>
    public IEnumerable<SchemaShape.Column> Shapes()
    {
        SchemaShape? slotNames = AreNamed ? new([SchemaShapes.Vector(SlotNames, TextDataViewType.Instance)]) : null;
        SchemaShape.Column.VectorKind kind = Varies ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        yield return new SchemaShape.Column($"{Output}{Suffix}", kind, NumberDataViewType.Single, isKey: false, slotNames);
        yield return SchemaShapes.Scalar(Name("Target"), NumberDataViewType.Int64);
        foreach (string number in new[] { "Intercept", "LocalPrediction", "R2" })
        {
            yield return SchemaShapes.Scalar(Name(number), NumberDataViewType.Single);
        }
        yield return new SchemaShape.Column(Name("Features"), SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Int32, isKey: false);
        if (AreNamed)
        {
            yield return SchemaShapes.Vector(Name("Conditions"), TextDataViewType.Instance, slotNames);
        }
        if (HasIntervals)
        {
            yield return SchemaShapes.Scalar(Name("Samples"), NumberDataViewType.Int32);
            yield return new SchemaShape.Column(Name("HalfWidths"), kind, NumberDataViewType.Single, isKey: false, slotNames);
        }
    }

    /// <summary>The columns themselves, in the same order.</summary>
    public IEnumerable<DataViewSchema.DetachedColumn> Columns(IReadOnlyList<string> features) => Columns(features.Count, Named(features));

    /// <summary>The columns themselves, in the same order, where features have no names.</summary>
    /// <param name="features">The number of features; null where rows differ in it.</param>
    public IEnumerable<DataViewSchema.DetachedColumn> Columns(int? features) => Columns(features, DataViewSchema.Annotations.Empty);

    private IEnumerable<DataViewSchema.DetachedColumn> Columns(int? features, DataViewSchema.Annotations names)
    {
        VectorDataViewType numbers = new(NumberDataViewType.Single, features ?? 0), texts = new(TextDataViewType.Instance, features ?? 0);
        yield return new($"{Output}{Suffix}", numbers, names);
        yield return new(Name("Target"), NumberDataViewType.Int64);
        foreach (string number in new[] { "Intercept", "LocalPrediction", "R2" })
        {
            yield return new(Name(number), NumberDataViewType.Single);
        }
        yield return new(Name("Features"), new VectorDataViewType(NumberDataViewType.Int32));
        if (AreNamed)
        {
            yield return new(Name("Conditions"), texts, names);
        }
        if (HasIntervals)
        {
            yield return new(Name("Samples"), NumberDataViewType.Int32);
            yield return new(Name("HalfWidths"), numbers, names);
        }
    }

    /// <summary>The columns' values, in the same order.</summary>
    /// <param name="explanation">Gives the explanation of a row of the batch.</param>
    /// <param name="conditions">Gives what the features say of a row of the batch.</param>
    public IEnumerable<OutputColumn> Values(Func<int, LocalExplanation> explanation, Func<int, ReadOnlyMemory<char>[]>? conditions = null)
    {
        yield return new ComputedVector<float>(slot => Array.ConvertAll(explanation(slot).Weights, w => (float)w));
        yield return new ComputedScalar<long>(slot => explanation(slot).Target);
        yield return new ComputedScalar<float>(slot => (float)explanation(slot).Intercept);
        yield return new ComputedScalar<float>(slot => (float)explanation(slot).LocalPrediction);
        yield return new ComputedScalar<float>(slot => (float)explanation(slot).R2);
        yield return new ComputedVector<int>(slot => explanation(slot).Features);
        if (AreNamed)
        {
            yield return new ComputedVector<ReadOnlyMemory<char>>(conditions!);
        }
        if (HasIntervals)
        {
            yield return new ComputedScalar<int>(slot => explanation(slot).Samples);
            yield return new ComputedVector<float>(slot => Array.ConvertAll(explanation(slot).HalfWidths!, w => (float)w));
        }
    }

    private string Name(string part) => $"{Output}{part}{Suffix}";

    private static DataViewSchema.Annotations Named(IReadOnlyList<string> features)
    {
        ReadOnlyMemory<char>[] names = [.. features.Select(f => f.AsMemory())];
        DataViewSchema.Annotations.Builder builder = new();
        builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => new VBuffer<ReadOnlyMemory<char>>(names.Length, names).CopyTo(ref value));
        return builder.ToAnnotations();
    }
}
