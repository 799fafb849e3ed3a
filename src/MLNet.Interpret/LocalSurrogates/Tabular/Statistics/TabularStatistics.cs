using System.Globalization;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>What LIME for tables learns from training data: how each feature is spread, and the ranges that it is cut into.</summary>
public sealed class TabularStatistics
{
    private readonly ContinuousStatistics?[] _continuous;
    private readonly CategoricalStatistics?[] _categorical;

    private TabularStatistics(TabularLayout layout, Discretizer discretizer, ContinuousStatistics?[] continuous, CategoricalStatistics?[] categorical)
    {
        Layout = layout;
        Discretizer = discretizer;
        _continuous = continuous;
        _categorical = categorical;
    }

    /// <summary>The features.</summary>
    public TabularLayout Layout { get; }

    /// <summary>How quantities were cut into ranges.</summary>
    public Discretizer Discretizer { get; }

    /// <summary>Learns from training rows.</summary>
    /// <param name="layout">The features.</param>
    /// <param name="training">The rows.</param>
    /// <param name="discretizer">How quantities are cut into ranges.</param>
    /// <param name="labels">The class of each row, from 0, where ranges are made by entropy.</param>
    /// <exception cref="ArgumentException">There are no rows, or labels are missing, or a quantity is not finite; the message names row and feature.</exception>
    public static TabularStatistics Learn(TabularLayout layout, RowBatch training, Discretizer discretizer = Discretizer.Quartile, IReadOnlyList<int>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(training);
        if (training.Count == 0)
        {
            throw new ArgumentException("There are no training rows to learn from.", nameof(training));
        }
        if (discretizer == Discretizer.Entropy && labels?.Count != training.Count)
        {
            throw new ArgumentException($"Ranges by entropy need a label for each of the {training.Count} training rows, but there are {labels?.Count ?? 0}.", nameof(labels));
        }
        int[]? classes = labels?.ToArray();
        int count = layout.Features.Count;
        ContinuousStatistics?[] continuous = new ContinuousStatistics?[count];
        CategoricalStatistics?[] categorical = new CategoricalStatistics?[count];
        Parallel.For(0, count, j =>
        {
            TabularFeature feature = layout.Features[j];
            RowColumn column = training.Require(feature.Column);
            if (feature.IsCategorical)
            {
                categorical[j] = CategoricalStatistics.Learn(column, feature);
            }
            else
            {
                double[] values = new double[training.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = Finite(feature, column, i);
                }
                continuous[j] = ContinuousStatistics.Learn(values, discretizer, classes);
            }
        });
        return new TabularStatistics(layout, discretizer, continuous, categorical);
    }

    /// <summary>The ends of the ranges of a quantity, ascending: a value that equals an end lies in the range below it.</summary>
    /// <param name="feature">The feature's number.</param>
    /// <returns>None for a category, or where there are no ranges.</returns>
    public IReadOnlyList<double> Cuts(int feature) => _continuous[feature]?.Cuts ?? [];

    /// <summary>The share of the training data in each range or with each category.</summary>
    /// <param name="feature">The feature's number.</param>
    public IReadOnlyList<double> Frequencies(int feature) => _continuous[feature]?.Frequencies ?? _categorical[feature]!.Frequencies;

    /// <summary>What a feature says of a row, such as "11.70 &lt; radius &lt;= 13.37", "colour = red", or the name of a quantity that is not cut into ranges.</summary>
    /// <param name="feature">The feature's number.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="row">The row's number.</param>
    public string Describe(int feature, RowBatch rows, int row)
    {
        TabularFeature known = Layout.Features[feature];
        if (_continuous[feature] is { } continuous)
        {
            double value = NumberAccess.Read(rows.Require(known.Column), row, known.Slot);
            return Discretizer == Discretizer.None ? known.Name : continuous.Describe(known.Name, continuous.Bin(value));
        }
        ScorerInput input = Layout.Inputs[Layout.ColumnOf[feature]];
        return string.Create(CultureInfo.InvariantCulture, $"{known.Name} = {CategoryText.Name(input, known, rows.Require(known.Column), row)}");
    }

    internal ContinuousStatistics? Continuous(int feature) => _continuous[feature];

    internal CategoricalStatistics? Categorical(int feature) => _categorical[feature];

    /// <summary>Whether a feature is "the same as in the row", which is 0 or 1, rather than a number.</summary>
    internal bool IsBinary(int feature) => _continuous[feature] is null || Discretizer != Discretizer.None;

    /// <summary>A feature of a row as samples are compared with it: its range or category by number, or standard deviations from the mean.</summary>
    internal double Code(int feature, RowBatch rows, int row)
    {
        TabularFeature known = Layout.Features[feature];
        RowColumn column = rows.Columns[Layout.ColumnOf[feature]];
        if (_categorical[feature] is { } categorical)
        {
            return categorical.IndexOf(column, row, known.Slot);
        }
        ContinuousStatistics continuous = _continuous[feature]!;
        double value = Finite(known, column, row);
        return Discretizer == Discretizer.None ? (value - continuous.Mean) / continuous.Scale : continuous.Bin(value);
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write((int)Discretizer);
        Layout.Save(writer);
        for (int j = 0; j < Layout.Features.Count; j++)
        {
            _continuous[j]?.Save(writer);
            _categorical[j]?.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for a model that reads the same columns.</summary>
    internal static TabularStatistics Load(BinaryReader reader, IReadOnlyList<ScorerInput> inputs)
    {
        Discretizer discretizer = (Discretizer)reader.ReadInt32();
        TabularLayout layout = TabularLayout.Load(reader, inputs);
        int count = layout.Features.Count;
        ContinuousStatistics?[] continuous = new ContinuousStatistics?[count];
        CategoricalStatistics?[] categorical = new CategoricalStatistics?[count];
        for (int j = 0; j < count; j++)
        {
            if (layout.Features[j].IsCategorical)
            {
                categorical[j] = CategoricalStatistics.Load(reader);
            }
            else
            {
                continuous[j] = ContinuousStatistics.Load(reader);
            }
        }
        return new TabularStatistics(layout, discretizer, continuous, categorical);
    }

    private static double Finite(TabularFeature feature, RowColumn column, int row)
    {
        double value = NumberAccess.Read(column, row, feature.Slot);
        return double.IsFinite(value) ? value : throw new ArgumentException(
            FormattableString.Invariant($"'{feature.Name}' is {value} in row {row} (from 0); every quantity must be finite. Replace missing values before this stage."));
    }
}
