using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>How a <see cref="PredictionEngine{TSrc, TDst}"/> works.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Whether members of the prediction may lack a column; true where not set.</summary>
    public bool IgnoreMissingColumns = true;

    /// <summary>The columns of the example, where its attributes do not tell.</summary>
    public SchemaDefinition InputSchemaDefinition;

    /// <summary>The columns of the prediction, where its attributes do not tell.</summary>
    public SchemaDefinition OutputSchemaDefinition;

    /// <summary>Whether disposing the engine disposes the model; true where not set.</summary>
    public bool OwnsTransformer = true;
}
