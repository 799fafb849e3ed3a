using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Rows as a linear model sees them: quantities in standard deviations from the mean, categories as 0 or 1 against the most frequent one.</summary>
internal sealed class LinearDesign
{
    private readonly List<(int Feature, int Category)> _columns = [];
    private readonly TabularStatistics _statistics;

    public LinearDesign(TabularStatistics statistics, RowBatch rows)
    {
        _statistics = statistics;
        Rows = rows.Count;
        for (int j = 0; j < statistics.Layout.Features.Count; j++)
        {
            if (statistics.Categorical(j) is not { } categorical)
            {
                _columns.Add((j, -1));
                continue;
            }
            int first = Array.IndexOf(categorical.Frequencies, categorical.Frequencies.Max());
            _columns.AddRange(Enumerable.Range(0, categorical.Frequencies.Length).Where(v => v != first).Select(v => (j, v)));
        }
        Values = new double[checked(_columns.Count * Rows)];
        for (int c = 0; c < _columns.Count; c++)
        {
            for (int i = 0; i < Rows; i++)
            {
                double code = statistics.Code(_columns[c].Feature, rows, i);
                Values[c * Rows + i] = _columns[c].Category < 0 ? code : code == _columns[c].Category ? 1 : 0;
            }
        }
    }

    public int Rows { get; }

    public int Columns => _columns.Count;

    /// <summary>The columns one after the other.</summary>
    public double[] Values { get; }

    /// <summary>The sum of a row's values times weights.</summary>
    public double Product(int row, double[] weights)
    {
        double sum = 0;
        for (int c = 0; c < weights.Length; c++)
        {
            sum += weights[c] * Values[c * Rows + row];
        }
        return sum;
    }

    /// <summary>The weights as terms in original units, and the intercept that goes with them.</summary>
    public (double Intercept, LinearTerm[] Terms) Terms(double[] weights, double intercept)
    {
        LinearTerm[] terms = new LinearTerm[weights.Length];
        for (int c = 0; c < terms.Length; c++)
        {
            (int j, int category) = _columns[c];
            TabularFeature feature = _statistics.Layout.Features[j];
            if (category >= 0)
            {
                ScorerInput input = _statistics.Layout.Inputs[_statistics.Layout.ColumnOf[j]];
                RowColumn values = _statistics.Categorical(j)!.Values;
                terms[c] = new LinearTerm(feature.Name, CategoryText.Name(input, feature, values, category), weights[c], weights[c]);
                continue;
            }
            ContinuousStatistics continuous = _statistics.Continuous(j)!;
            terms[c] = new LinearTerm(feature.Name, null, weights[c] / continuous.Scale, weights[c]);
            intercept -= weights[c] * continuous.Mean / continuous.Scale;
        }
        return (intercept, terms);
    }
}
