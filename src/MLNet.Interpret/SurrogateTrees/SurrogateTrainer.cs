using System.Diagnostics;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What a surrogate is learnt for, and how.</summary>
public record SurrogateOptions
{
    /// <summary>The way to learn it; null for FastTree.</summary>
    public TreeInducer? Inducer { get; init; }

    /// <summary>What to predict.</summary>
    public SurrogateTask Task { get; init; }

    /// <summary>What the model's scores of classes mean.</summary>
    public ScoreScale Scale { get; init; }

    /// <summary>The names of the classes; null for those that the model gives, or numbers from 0.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The names of the features, in the order of the model's columns; null for those that the columns give.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>The seed of all that is random; null for 0.</summary>
    public int? Seed { get; init; }
}

/// <summary>A surrogate, and what it took to learn it.</summary>
/// <param name="Surrogate">The surrogate.</param>
/// <param name="Examples">The training rows and what the model says of them.</param>
/// <param name="Queries">The number of rows that the model was asked about.</param>
/// <param name="ScoringTime">The time that the model took to answer.</param>
/// <param name="TotalTime">The whole time.</param>
public sealed record SurrogateTraining(TreeSurrogate Surrogate, Examples Examples, long Queries, TimeSpan ScoringTime, TimeSpan TotalTime)
{
    /// <summary>The model's share of the time, from 0 to 1.</summary>
    public double ScoringShare => ScoringTime / TotalTime;
}

/// <summary>Learns trees that mimic a model, by asking it (Dao and Lee 2020, section 4.3.2).</summary>
public static class SurrogateTrainer
{
    /// <summary>Learns a surrogate.</summary>
    /// <param name="scorer">The model, which stays the caller's.</param>
    /// <param name="rows">Training rows, with the columns that the model reads.</param>
    /// <param name="options">What to learn, and how; null for FastTree.</param>
    /// <param name="progress">Takes the number of leaves that there are so far.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or a column is missing or of another type.</exception>
    /// <exception cref="NotSupportedException">The model reads a column that trees cannot ask about.</exception>
    public static SurrogateTraining Train(
        IScorer scorer, RowBatch rows, SurrogateOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        return Train(scorer, new FeatureLayout(scorer.Inputs), rows, options ?? new(), progress, cancellation).Training;
    }

    /// <summary>Asks a model about rows, as in <see cref="Train(IScorer, RowBatch, SurrogateOptions, IProgress{int}, CancellationToken)"/>, but learns nothing: for measuring a surrogate on them.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="rows">Rows, with the columns that the model reads.</param>
    /// <param name="options">What the scores mean.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static Examples Ask(IScorer scorer, RowBatch rows, SurrogateOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new();
        FeatureLayout layout = new(scorer.Inputs);
        TargetMaker maker = TargetMaker.Of(scorer.Outputs, options.Task, options.Scale, scorer.Score(rows.Slice(0, Math.Min(rows.Count, 1024)), cancellation));
        double[] targets = new double[checked(rows.Count * maker.Outputs)];
        new NetworkTeacher(scorer, layout, maker).AskRows(rows, targets, cancellation);
        return new Examples(layout.Encode(rows), layout.Features.Count, targets, maker.Outputs);
    }

    internal static (SurrogateTraining Training, TargetMaker Maker) Train(
        IScorer scorer, FeatureLayout layout, RowBatch rows, SurrogateOptions options, IProgress<int>? progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        (Lesson lesson, TargetMaker maker, NetworkTeacher teacher) = Prepare(scorer, layout, rows, options, progress, cancellation);
        TreeSurrogate surrogate = (options.Inducer ?? new FastTreeInducer()).Induce(lesson);
        return (new(surrogate, lesson.Examples, teacher.Queries, teacher.Time, Stopwatch.GetElapsedTime(start)), maker);
    }

    /// <summary>Asks the model about the rows, for whatever is to be learnt of that.</summary>
    internal static (Lesson Lesson, TargetMaker Maker, NetworkTeacher Teacher) Prepare(
        IScorer scorer, FeatureLayout layout, RowBatch rows, SurrogateOptions options, IProgress<int>? progress, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            throw new ArgumentException("There are no rows to learn a surrogate from.", nameof(rows));
        }
        // A first score tells what the scores are; after it, all go through the teacher.
        long start = Stopwatch.GetTimestamp();
        float[] scores = scorer.Score(rows.Slice(0, Math.Min(rows.Count, 1024)), cancellation);
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        TargetMaker maker = TargetMaker.Of(scorer.Outputs, options.Task, options.Scale, scores);
        NetworkTeacher teacher = new(scorer, layout, maker, first);
        IReadOnlyList<string> classes = Classes(scorer, options, maker);
        float[] values = layout.Encode(rows);
        double[] targets = new double[checked(rows.Count * maker.Outputs)];
        teacher.AskRows(rows, targets, cancellation);
        Lesson lesson = new(Named(layout.Features, options.FeatureNames), classes, new Examples(values, layout.Features.Count, targets, maker.Outputs), teacher)
        {
            Seed = options.Seed ?? 0,
            Progress = progress,
            Cancellation = cancellation,
        };
        return (lesson, maker, teacher);
    }

    private static IReadOnlyList<TreeFeature> Named(IReadOnlyList<TreeFeature> features, IReadOnlyList<string>? names) => names is null
        ? features
        : names.Count == features.Count
            ? [.. features.Zip(names, (feature, name) => feature with { Name = name })]
            : throw new ArgumentException($"{names.Count} names of features are given, but there are {features.Count} features.", nameof(names));

    private static IReadOnlyList<string> Classes(IScorer scorer, SurrogateOptions options, TargetMaker maker)
    {
        if (!maker.IsClassification)
        {
            return [];
        }
        IReadOnlyList<string> names = options.ClassNames ?? (scorer.Outputs > 1 ? scorer.OutputNames : Scorers.Numbered(maker.Outputs));
        return names.Count == maker.Outputs
            ? names
            : throw new ArgumentException($"{names.Count} class names are given, but there are {maker.Outputs} classes.", nameof(options));
    }
}
