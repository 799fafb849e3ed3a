using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    /// <summary>
    /// Deals the rows out by chance; where a column is named, all rows with one value of it go to the same part.
    /// </summary>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(testFraction is > 0 and < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        var splitter = new Splitter(_env, data, samplingKeyColumnName, seed);
        return Parts(splitter, new RowRange(0, testFraction, IncludesMaximum: false));
    }

    /// <summary>Splits in as many ways as there are folds: each fold is the test set of one.</summary>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        var splitter = new Splitter(_env, data, samplingKeyColumnName, seed);
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold => Parts(
            splitter, new RowRange((double)fold / numberOfFolds, (double)(fold + 1) / numberOfFolds, IncludesMaximum: true)))];
    }

    private static TrainTestData Parts(Splitter splitter, RowRange test) =>
        new(splitter.Part(test with { IsComplement = true }), splitter.Part(test));

    /// <summary>The two parts of a split.</summary>
    public readonly struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
