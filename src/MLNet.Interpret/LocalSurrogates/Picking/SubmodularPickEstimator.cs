using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Makes a stage that ranks the rows of a data view to look at first. There is nothing to learn: the rows are chosen among those that are transformed.</summary>
public sealed class SubmodularPickEstimator : IEstimator<SubmodularPickTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly string _output;
    private readonly string _weights;
    private readonly int _count;

    internal SubmodularPickEstimator(IHostEnvironment env, string output, string weights, int count)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(output);
        ArgumentException.ThrowIfNullOrWhiteSpace(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_env, _output, _weights, _count) = (env, output, weights, count);
    }

    /// <summary>Makes the stage.</summary>
    /// <param name="input">Data, whose columns are checked.</param>
    /// <exception cref="ArgumentException">There is no such column of weights.</exception>
    public SubmodularPickTransformer Fit(IDataView input)
    {
        SubmodularPickTransformer transformer = new(_env, _output, _weights, _count);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <exception cref="ArgumentException">There is no such column of weights.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape.Column weights = Columns.Require(inputSchema, _weights, SubmodularPickTransformer.Role);
        SubmodularPickTransformer.CheckType(_weights, weights.Kind == SchemaShape.Column.VectorKind.Vector && weights.ItemType == NumberDataViewType.Single, $"{weights.Kind} of {weights.ItemType}");
        return inputSchema.With(SchemaShapes.Scalar(_output, NumberDataViewType.Int32));
    }
}
