using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Scoring;

/// <summary>A model that a stage asks for scores and keeps with it in a file: an ONNX network or a fitted chain of ML.NET.</summary>
internal abstract class ScoredModel : IDisposable
{
    /// <summary>Checks the columns of data that is yet to come, as far as they can be.</summary>
    /// <exception cref="ArgumentException">One is missing or of a wrong type.</exception>
    public abstract void Check(SchemaShape schema);

    /// <summary>A scorer of rows with the columns of a schema. It is used as long as the model.</summary>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type.</exception>
    public abstract IScorer Open(DataViewSchema schema);

    /// <summary>Writes the model into the record of a stage.</summary>
    public abstract void Save(ModelSaveContext context);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="env">ML.NET's environment.</param>
    /// <param name="context">The record of the stage.</param>
    /// <param name="execution">Where networks run.</param>
    public static ScoredModel Load(IHostEnvironment env, ModelLoadContext context, ExecutionOptions execution) =>
        context.Reader.ReadBoolean() ? ScoredNetwork.Load(context, execution) : ScoredTransformer.Load(env, context);

    /// <summary>Frees what the model holds.</summary>
    public abstract void Dispose();
}
