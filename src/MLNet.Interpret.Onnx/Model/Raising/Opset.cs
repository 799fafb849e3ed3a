using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Format;
using Kind = MLNet.Interpret.Onnx.Format.AttributeProto.Types.AttributeType;

namespace MLNet.Interpret.Onnx;

/// <summary>Raises models of old operator sets to one that all later work is done in.</summary>
public static class Opset
{
    /// <summary>The operator set that older models are raised to.</summary>
    public const int Target = 18;

    private static readonly RaiseTable Rows = CreateRows();

    /// <summary>Rewrites a model so that its nodes are of operator set 18 or later; what it computes stays the same.</summary>
    /// <param name="model">A model of operator set 7 or later; it is not changed.</param>
    /// <returns>The raised model, or <paramref name="model"/> itself where it needs no raising.</returns>
    /// <exception cref="NotSupportedException">A node has no counterpart in operator set 18; the message names it.</exception>
    public static OnnxModel Raise(OnnxModel model)
    {
        if (model.Opset >= Target && !model.Nodes.Exists(n => Rows.For(n, model.Opset) is not null))
        {
            return model;
        }
        if (model.Opset == 10 && model.Nodes.Exists(n => n.OpType == "Resize" && n.HasInput(1) && !model.Initializers.ContainsKey(n.Inputs[1])))
        {
            // How such a node rounds depends on its scales, which exporters work out from shapes: folding makes them known.
            model = OrtPass.Rewrite(model, GraphOptimizationLevel.ORT_ENABLE_BASIC, "the model");
        }
        OnnxModel raised = model.Clone();
        Lazy<TypeMap> types = new(() => TypesOf(model));
        RaiseNodes(raised, "raised", name => types.Value.TryGet(name, out TensorType? type) ? type : null);
        raised.Opset = Math.Max(model.Opset, Target);
        return raised;
    }

    private static TypeMap TypesOf(OnnxModel model)
    {
        try
        {
            return TypeInference.Infer(model);
        }
        catch (InvalidDataException)
        {
            // ONNX Runtime has no old forms of some operators for some types, though it has the new ones; rows do without types then.
            return new TypeMap(new Dictionary<string, TensorType>());
        }
    }

    private static void RaiseNodes(OnnxModel model, string prefix, Func<string, TensorType?> typeOf)
    {
        int opset = model.Opset;
        OnnxNode[] nodes = [.. model.Nodes];
        Lazy<HashSet<string>> used = new(() => [.. nodes.SelectMany(n => n.AllInputs).Concat(model.Outputs.Select(o => o.Name)).Where(v => v.Length > 0)]);
        GraphBuilder graph = new(model, prefix);
        model.Nodes.Clear();
        int bodies = 0;
        foreach (OnnxNode node in nodes)
        {
            foreach (AttributeProto body in node.AttributeProtos.Where(a => a.Type is Kind.Graph).ToArray())
            {
                node.Put(new AttributeProto(body) { G = RaiseBody(body.G, opset, $"{prefix}/{bodies++}") });
            }
            if (Rows.For(node, opset) is { } row)
            {
                row(new OldNode(node, opset, graph, typeOf, value => used.Value.Contains(value)));
            }
            else
            {
                model.Nodes.Add(node);
            }
        }
    }

    private static GraphProto RaiseBody(GraphProto body, int opset, string prefix)
    {
        ModelProto alone = new() { Graph = new GraphProto(body) };
        alone.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        OnnxModel model = new(alone);
        // Types inside of bodies are not asked for: rows then take their most general form.
        RaiseNodes(model, prefix, _ => null);
        return model.ToProto().Graph;
    }

    private static RaiseTable CreateRows()
    {
        RaiseTable table = new();
        AttributeRows.AddTo(table);
        SoftmaxRows.AddTo(table);
        ResizeRows.AddTo(table);
        NormalizationRows.AddTo(table);
        RetiredRows.AddTo(table);
        FusedRows.AddTo(table);
        FusedAttentionRows.AddTo(table);
        ClassicRows.AddTo(table);
        return table;
    }
}
