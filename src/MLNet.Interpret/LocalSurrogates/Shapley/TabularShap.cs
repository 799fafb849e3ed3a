using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Kernel SHAP for rows of tables (Lundberg and Lee 2017): Shapley values of features as the weights of a linear model over sets of known
/// features, where those that are not known have the values of background rows, all in turn. Several threads may use it at once.
/// </summary>
public sealed class TabularShap : ITabularExplainer
{
    private const int RowsAtOnce = 1 << 16;

    private readonly IScorer _scorer;
    private readonly TabularLayout _layout;
    private readonly KernelShapOptions _options;
    private readonly RowBatch _background;
    private readonly Coalitions _coalitions;
    private readonly ShapleyFit _fit;

    /// <summary>An explainer of rows.</summary>
    /// <param name="scorer">The model, which stays the caller's.</param>
    /// <param name="layout">The features.</param>
    /// <param name="training">Training rows, of which some are drawn as the background.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of range, a column is missing, or there are no training rows.</exception>
    public TabularShap(IScorer scorer, TabularLayout layout, RowBatch training, KernelShapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(training);
        _options = options ?? new KernelShapOptions();
        _options.Check();
        if (training.Count == 0)
        {
            throw new ArgumentException("There are no training rows to stand in for features that are not known.", nameof(training));
        }
        _scorer = scorer;
        _layout = layout;
        _background = Choose(layout, training, _options.Background, _options.Seed ?? 0);
        int features = layout.Features.Count;
        _coalitions = new Coalitions(features, _options.Coalitions ?? 2 * features + 2048, _options.Seed ?? 0);
        _fit = new ShapleyFit(_coalitions, features);
    }

    /// <summary>The features.</summary>
    public TabularLayout Layout => _layout;

    /// <summary>The rows that stand in for features that are not known.</summary>
    public RowBatch Background => _background;

    /// <summary>Whether all sets of features are tried, so that values are exact for the background.</summary>
    public bool IsExact => _coalitions.IsExact;

    /// <summary>
    /// Explains rows: an explanation's weights are the Shapley values, its intercept the mean score of the background, and both sum to the row's score.
    /// </summary>
    /// <param name="rows">The rows, with the columns that the model reads.</param>
    /// <param name="classes">The classes to explain in every row; null for those with the highest scores.</param>
    /// <param name="progress">Takes the number of rows that are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type, or there is no such class.</exception>
    public ExplanationSet Explain(RowBatch rows, IReadOnlyList<int>? classes = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ExplainedClasses.Check(_scorer, classes);
        RowBatch read = new([.. _layout.Inputs.Select(i => rows.Require(i.Name))]);
        ExplanationClock clock = new();
        int outputs = _scorer.Outputs;
        float[] own = [];
        clock.Score(() => own = _scorer.Score(read, cancellation));
        // Values that belong to no feature stay the row's, so that the background's score can differ from row to row.
        double[] values = new double[checked((_coalitions.Count + 1) * outputs)];
        LocalExplanation[][] results = new LocalExplanation[rows.Count][];
        for (int row = 0; row < rows.Count; row++)
        {
            Evaluate(read, row, values, clock, cancellation);
            int index = row;
            clock.Fit(() => results[index] = Fit(own.AsSpan(index * outputs, outputs), values, classes));
            progress?.Report(row + 1);
        }
        return new ExplanationSet(results, clock.Sampling, clock.Scoring, clock.Fitting);
    }

    /// <summary>What a feature's weight in a row is about: the feature and its value.</summary>
    /// <param name="feature">The feature's number.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="row">The row's number.</param>
    public string Describe(int feature, RowBatch rows, int row)
    {
        TabularFeature known = _layout.Features[feature];
        return $"{known.Name} = {CategoryText.Name(_layout.Inputs[_layout.ColumnOf[feature]], known, rows.Require(known.Column), row)}";
    }

    private LocalExplanation[] Fit(ReadOnlySpan<float> own, double[] values, IReadOnlyList<int>? classes)
    {
        int[] targets = classes?.ToArray() ?? ExplainedClasses.Highest(own, _options.TopClasses);
        LocalExplanation[] fits = new LocalExplanation[targets.Length];
        double[] score = new double[_coalitions.Count];
        for (int t = 0; t < targets.Length; t++)
        {
            for (int i = 0; i < score.Length; i++)
            {
                score[i] = values[(i + 1) * _scorer.Outputs + targets[t]];
            }
            fits[t] = _fit.Run(targets[t], own[targets[t]], values[targets[t]], score);
        }
        return fits;
    }

    /// <summary>The mean score of the background for each set of known features; first for none.</summary>
    private void Evaluate(RowBatch rows, int row, double[] values, ExplanationClock clock, CancellationToken cancellation)
    {
        int sets = _coalitions.Count + 1, depth = _background.Count, outputs = _scorer.Outputs;
        int atOnce = Math.Clamp(RowsAtOnce / depth, 1, sets);
        RowBatch samples = new([.. _layout.Inputs.Select(i => i.Allocate(checked(atOnce * depth)))]);
        float[] scores = new float[checked(atOnce * depth * outputs)];
        for (int start = 0; start < sets; start += atOnce)
        {
            int count = Math.Min(atOnce, sets - start), first = start;
            RowBatch part = samples.Slice(0, count * depth);
            clock.Sample(() => Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i => Mix(rows, row, first + i, part, i * depth)));
            clock.Score(() => _scorer.Score(part, scores.AsMemory(0, part.Count * outputs), cancellation));
            for (int i = 0; i < count; i++)
            {
                for (int k = 0; k < outputs; k++)
                {
                    double sum = 0;
                    for (int b = 0; b < depth; b++)
                    {
                        sum += scores[(i * depth + b) * outputs + k];
                    }
                    values[(start + i) * outputs + k] = sum / depth;
                }
            }
        }
    }

    /// <summary>Rows with the known features of one row and the others of each background row.</summary>
    private void Mix(RowBatch rows, int row, int set, RowBatch target, int start)
    {
        rows.CopyRow(row, target, start, _background.Count);
        for (int j = 0; j < _layout.Features.Count; j++)
        {
            if (set == 0 || !_coalitions[set - 1][j])
            {
                int column = _layout.ColumnOf[j];
                TabularFeature feature = _layout.Features[j];
                _background.Columns[column].CopyParts(feature.Slot, feature.Width, target.Columns[column], start);
            }
        }
    }

    private static RowBatch Choose(TabularLayout layout, RowBatch training, int most, int seed)
    {
        RowBatch read = new([.. layout.Inputs.Select(i => training.Require(i.Name))]);
        int count = Math.Min(most, training.Count);
        int[] order = new int[training.Count];
        RandomStream random = new(seed, stream: 1);
        random.Permute(order);
        Array.Sort(order, 0, count);
        RowBatch chosen = new([.. layout.Inputs.Select(i => i.Allocate(count))]);
        for (int i = 0; i < count; i++)
        {
            read.CopyRow(order[i], chosen, i);
        }
        return chosen;
    }
}
