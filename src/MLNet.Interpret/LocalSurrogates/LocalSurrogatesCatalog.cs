using System.Runtime.CompilerServices;
using Microsoft.ML;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret;

/// <summary>Local surrogates: simple models of a model's scores around a row. The model is an ONNX network or any fitted chain of ML.NET.</summary>
public static class LocalSurrogatesCatalog
{
    /// <summary>Explains rows of tables by LIME, with a network as the model.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="columns">The columns, and what of the model is explained.</param>
    /// <param name="options">The settings of the method; null for the reference implementation's.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or ONNX Runtime does not accept it.</exception>
    public static LimeExplainer LimeTabular(this InterpretCatalog catalog, NetworkSource model, TabularStageOptions columns, TabularLimeOptions? options = null) =>
        new(catalog.Context, Network(catalog, model, columns), columns, options ?? new TabularLimeOptions());

    /// <summary>Explains rows of raw columns by LIME, with a fitted chain of stages as the model.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The fitted chain, which maps row to row. It stays the caller's.</param>
    /// <param name="columns">The columns, and what of the model is explained.</param>
    /// <param name="options">The settings of the method; null for the reference implementation's.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    // A fitted OnnxTransformer is both a chain and a network; as a chain it keeps its own columns.
    [OverloadResolutionPriority(1)]
    public static LimeExplainer LimeTabular(this InterpretCatalog catalog, ITransformer model, TabularStageOptions columns, TabularLimeOptions? options = null) =>
        new(catalog.Context, Chain(model, columns), columns, options ?? new TabularLimeOptions());

    /// <summary>Explains rows of tables by Kernel SHAP, with a network as the model.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="columns">The columns, and what of the model is explained.</param>
    /// <param name="options">The settings of the method; null for the defaults.</param>
    /// <inheritdoc cref="LimeTabular(InterpretCatalog, NetworkSource, TabularStageOptions, TabularLimeOptions?)" path="/exception"/>
    public static KernelShapExplainer KernelShap(this InterpretCatalog catalog, NetworkSource model, TabularStageOptions columns, KernelShapOptions? options = null) =>
        new(catalog.Context, Network(catalog, model, columns), columns, options ?? new KernelShapOptions());

    /// <summary>Explains rows of raw columns by Kernel SHAP, with a fitted chain of stages as the model.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The fitted chain, which maps row to row. It stays the caller's.</param>
    /// <param name="columns">The columns, and what of the model is explained.</param>
    /// <param name="options">The settings of the method; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    [OverloadResolutionPriority(1)]
    public static KernelShapExplainer KernelShap(this InterpretCatalog catalog, ITransformer model, TabularStageOptions columns, KernelShapOptions? options = null) =>
        new(catalog.Context, Chain(model, columns), columns, options ?? new KernelShapOptions());

    /// <summary>Ranks the rows of a data view to look at first (SP-LIME): few rows whose explanations together cover the features that matter.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="outputColumnName">The column, Int32, that is added: 1 for the row to look at first, 0 for rows that were not chosen.</param>
    /// <param name="weightsColumnName">The column of explanations' weights, vectors of Single.</param>
    /// <param name="count">The number of rows to choose.</param>
    /// <exception cref="ArgumentException">A name is empty, or the count is not positive.</exception>
    public static SubmodularPickEstimator SubmodularPick(this InterpretCatalog catalog, string outputColumnName, string weightsColumnName, int count = 5) =>
        new(catalog.Context, outputColumnName, weightsColumnName, count);

    /// <summary>Fits one linear model to a network's scores over data or a part of it, and measures how faithful it is.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The network: an ONNX file's path or bytes, or a <see cref="Onnx.Network"/>.</param>
    /// <param name="data">The data.</param>
    /// <param name="columns">The columns; that of outputs is not looked at. Null for a network whose inputs are called like columns.</param>
    /// <param name="options">The settings; null for all of the data and the defaults.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A setting is out of range, a column is missing or of a wrong type, or too few rows lie in the region.</exception>
    public static GlobalLinearReport GlobalLinear(
        this InterpretCatalog catalog, NetworkSource model, IDataView data, TabularStageOptions? columns = null, GlobalLinearOptions? options = null,
        CancellationToken cancellation = default)
    {
        columns ??= new() { OutputColumnName = "Score" };
        using ScoredNetwork network = Network(catalog, model, columns);
        return Approximate(network, data, columns, options, cancellation);
    }

    /// <summary>Fits one linear model to a fitted chain's scores over data or a part of it, and measures how faithful it is.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="model">The fitted chain, which maps row to row. It stays the caller's.</param>
    /// <param name="data">The data.</param>
    /// <param name="columns">The columns; that of outputs is not looked at. Null for all that the chain reads.</param>
    /// <param name="options">The settings; null for all of the data and the defaults.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A setting is out of range, a column is of a wrong type, or too few rows lie in the region.</exception>
    [OverloadResolutionPriority(1)]
    public static GlobalLinearReport GlobalLinear(
        this InterpretCatalog catalog, ITransformer model, IDataView data, TabularStageOptions? columns = null, GlobalLinearOptions? options = null,
        CancellationToken cancellation = default)
    {
        columns ??= new() { OutputColumnName = "Score" };
        return Approximate(Chain(model, columns), data, columns, options, cancellation);
    }

    private static GlobalLinearReport Approximate(ScoredModel model, IDataView data, TabularStageOptions columns, GlobalLinearOptions? options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        IScorer scorer = model.Open(data.Schema);
        TabularLayout layout = TabularLayout.Of(scorer, columns.FeatureColumnNames, columns.CategoricalNames, columns.CategoricalSlots);
        return LocalSurrogates.GlobalLinear.Fit(scorer, layout, TrainingRows.Read(data, scorer, columns.MaxTrainingRows), options, cancellation);
    }

    private static ScoredNetwork Network(InterpretCatalog catalog, NetworkSource model, TabularStageOptions columns) =>
        new(model.Load(), columns.ScoreName, columns.InputColumnNames, Devices.Of(catalog.Context, columns.GpuDeviceId, columns.FallbackToCpu));

    private static ScoredTransformer Chain(ITransformer model, TabularStageOptions columns)
    {
        ArgumentNullException.ThrowIfNull(model);
        return columns.InputColumnNames is null
            ? new ScoredTransformer(model, columns.ScoreName)
            : throw new ArgumentException("InputColumnNames are for networks: a chain of stages reads the columns that it needs. Say with FeatureColumnNames which of them are features.");
    }
}
