using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Looks at the first rows of data, or of what a stage makes of data.</summary>
public static class DebuggerExtensions
{
    public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100) => new(data, maxRows);

    public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = 100)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new DataDebuggerPreview(transformer.Transform(data), maxRows);
    }

    /// <summary>Trains on the first rows only, then shows the first rows of the result.</summary>
    public static DataDebuggerPreview Preview(
        this IEstimator<ITransformer> estimator, IDataView data, int maxRows = 100, int maxTrainingRows = 100)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(maxTrainingRows);
        var trained = estimator.Fit(new SkipTakeDataView(data, 0, maxTrainingRows));
        return new DataDebuggerPreview(trained.Transform(data), maxRows);
    }
}
