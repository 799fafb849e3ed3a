using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Estimator of <see cref="OnnxTransformer"/>; there is nothing to learn.</summary>
public sealed class OnnxScoringEstimator : TrivialEstimator<OnnxTransformer>
{
    internal OnnxScoringEstimator(
        IHostEnvironment env, string[] outputColumnNames, string[] inputColumnNames, OnnxModelOptions options)
        : base(env.Register(nameof(OnnxScoringEstimator)),
            new OnnxTransformer(env, outputColumnNames, inputColumnNames, options))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        foreach (string name in Transformer.Inputs)
        {
            SchemaShape.Column column = inputSchema.Find(Host, name);
            OnnxVariable input = Array.Find(Transformer.Model.Inputs, v => v.Name == name)
                ?? throw Host.Except($"Column {name} doesn't match input node names of model.");
            DataViewType expected = input.DataViewType.GetItemType();
            if (!column.ItemType.Equals(expected))
                throw Host.ExceptSchemaMismatch(
                    nameof(inputSchema), "input", name, expected.ToString(), column.ItemType.ToString());
        }
        return inputSchema.With(Transformer.Outputs.Select((name, i) => new SchemaShape.Column(name,
            Transformer.OutputTypes[i].IsKnownSizeVector()
                ? SchemaShape.Column.VectorKind.Vector
                : SchemaShape.Column.VectorKind.VariableVector,
            Transformer.OutputTypes[i].GetItemType(), isKey: false)));
    }
}
