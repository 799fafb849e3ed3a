using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The model that a stage mimics: an ONNX network, or a fitted chain.</summary>
internal abstract class SurrogateModel : IDisposable
{
    /// <summary>A scorer of the model on data with a schema.</summary>
    public abstract IScorer Scorer(DataViewSchema schema);

    /// <summary>The column of the data that one of the model's is read from.</summary>
    public virtual string ColumnOf(string input) => input;

    /// <summary>Whether the model says by itself that a single score is that of the second of two classes.</summary>
    protected virtual bool IsBinary(DataViewSchema schema) => false;

    /// <summary>What is to be predicted, where it was left open and the model itself says so.</summary>
    public SurrogateTask Settle(SurrogateTask task, IScorer scorer, DataViewSchema schema) =>
        task == SurrogateTask.Auto && scorer.Outputs == 1 && IsBinary(schema) ? SurrogateTask.Classification : task;

    public abstract void Save(ModelSaveContext context);

    public virtual void Dispose()
    {
    }

    public static SurrogateModel Load(IHostEnvironment env, ModelLoadContext context)
    {
        bool isNetwork = context.LoadString() == nameof(OfNetwork);
        string name = context.LoadString(), output = context.LoadString();
        return isNetwork
            ? new OfNetwork(Network.FromBytes(context.LoadBytes("OnnxModel"), name), output, context.LoadString(), Devices.Of(env))
            : OfChain.FromBytes(context.LoadBytes("Chain"), output);
    }

    /// <summary>An ONNX network.</summary>
    public sealed class OfNetwork(Network network, string? output, string inputColumn, ExecutionOptions execution) : SurrogateModel
    {
        private readonly Lazy<NetworkScorer> _scorer = new(() => new NetworkScorer(network, string.IsNullOrEmpty(output) ? null : output, execution));

        public override IScorer Scorer(DataViewSchema schema) => _scorer.Value;

        public override string ColumnOf(string input) => inputColumn.Length > 0 && network.Inputs.Count == 1 ? inputColumn : input;

        public override void Save(ModelSaveContext context)
        {
            context.SaveString(nameof(OfNetwork));
            context.SaveString(network.Name);
            context.SaveString(output ?? "");
            context.SaveString(inputColumn);
            context.SaveBytes("OnnxModel", network.Bytes);
        }

        public override void Dispose()
        {
            if (_scorer.IsValueCreated)
            {
                _scorer.Value.Dispose();
            }
        }
    }

    /// <summary>A fitted chain, which stays the caller's.</summary>
    public sealed class OfChain(ITransformer chain, string? column) : SurrogateModel
    {
        private DataViewSchema? _schema;
        private TransformerScorer? _scorer;

        public override IScorer Scorer(DataViewSchema schema)
        {
            _schema ??= schema;
            return _scorer ??= new TransformerScorer(chain, _schema, string.IsNullOrEmpty(column) ? null : column);
        }

        protected override bool IsBinary(DataViewSchema schema) =>
            chain.GetOutputSchema(schema).GetColumnOrNull("PredictedLabel") is { Type: BooleanDataViewType };

        public override void Save(ModelSaveContext context)
        {
            context.SaveString(nameof(OfChain));
            context.SaveString("");
            context.SaveString(column ?? "");
            using MemoryStream bytes = new();
            new MLContext().Model.Save(chain, _schema, bytes);
            context.SaveBytes("Chain", bytes.ToArray());
        }

        public static OfChain FromBytes(byte[] bytes, string column)
        {
            using MemoryStream stream = new(bytes);
            ITransformer chain = new MLContext().Model.Load(stream, out DataViewSchema schema);
            return new OfChain(chain, column) { _schema = schema };
        }
    }
}
