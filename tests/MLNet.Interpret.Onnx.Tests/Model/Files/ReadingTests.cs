using Google.Protobuf;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx.Tests.Model.Files;

public class ReadingTests
{
    [Fact]
    public void Nodes_out_of_order_are_put_in_order_and_others_stay_where_they_are()
    {
        OnnxModel model = Read(m =>
        {
            Add(m, "Neg", "c", "y");
            Add(m, "Abs", "x", "a");
            Add(m, "Relu", "b", "c");
            Add(m, "Exp", "x", "z");
            Add(m, "Tanh", "a", "b");
        });
        Assert.Equal(["Abs", "Tanh", "Relu", "Neg", "Exp"], model.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void A_node_comes_after_what_its_branches_refer_to()
    {
        GraphProto branch = new() { Name = "then" };
        branch.Node.Add(new OnnxNode("Neg", ["late"], ["inner"]).ToProto());
        branch.Output.Add(new ValueInfoProto { Name = "inner" });
        OnnxModel model = Read(m =>
        {
            OnnxNode choice = new("If", ["yes"], ["y"]);
            foreach (string name in new[] { "then_branch", "else_branch" })
            {
                choice.Put(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = branch });
            }
            m.Graph.Initializer.Add(OnnxTensor.Raw(ElementType.Bool, [1], []).Named("yes"));
            m.Graph.Node.Add(choice.ToProto());
            Add(m, "Relu", "x", "late");
        });
        Assert.Equal(["Relu", "If"], model.Nodes.Select(n => n.OpType));
        Assert.Equal(["late"], model.Nodes[1].Captures);
        // y = -relu(x) by hand.
        Assert.Equal([-1f, 0f], Run(model));
    }

    [Fact]
    public void A_thousand_nodes_in_the_wrong_order_are_sorted()
    {
        OnnxModel model = Read(m =>
        {
            for (int i = 5000; i > 0; i--)
            {
                Add(m, "Neg", i == 1 ? "x" : $"v{i - 1}", i == 5000 ? "y" : $"v{i}");
            }
        });
        Assert.Equal("v1", model.Nodes[0].Outputs[0]);
        Assert.Equal("y", model.Nodes[^1].Outputs[0]);
    }

    [Theory]
    [InlineData("value")]
    [InlineData("value_floats")]
    [InlineData("sparse_value")]
    public void Constants_given_as_nodes_become_plain_constants(string attribute)
    {
        OnnxModel model = Read(m =>
        {
            OnnxNode constant = new("Constant", [], ["w"]);
            switch (attribute)
            {
                case "value":
                    constant.Set(attribute, OnnxTensor.Of([0f, 3f], 2));
                    break;
                case "value_floats":
                    constant.Set(attribute, [0f, 3f]);
                    break;
                default:
                    SparseTensorProto sparse = new() { Values = OnnxTensor.Of([3f], 1).Proto, Indices = OnnxTensor.Of([1L], 1).Proto };
                    sparse.Dims.Add(2);
                    constant.Put(new AttributeProto { Name = attribute, Type = AttributeProto.Types.AttributeType.SparseTensor, SparseTensor = sparse });
                    break;
            }
            m.Graph.Node.Add(constant.ToProto());
            m.Graph.Node.Add(new OnnxNode("Add", ["x", "w"], ["y"]).ToProto());
        });
        Assert.Equal(["Add"], model.Nodes.Select(n => n.OpType));
        Assert.Equal([0f, 3f], model.Initializers["w"].ToFloats());
        Assert.Equal([1f, 1f], Run(model));
    }

    [Fact]
    public void Single_numbers_given_as_nodes_are_scalars()
    {
        OnnxModel model = Read(m =>
        {
            m.Graph.Node.Add(new OnnxNode("Constant", [], ["f"]).Set("value_float", 2.5f).ToProto());
            m.Graph.Node.Add(new OnnxNode("Constant", [], ["i"]).Set("value_int", 7).ToProto());
            m.Graph.Node.Add(new OnnxNode("Constant", [], ["list"]).Set("value_ints", [1L, 2, 3]).ToProto());
            Add(m, "Neg", "x", "y");
        });
        Assert.Equal((0, 2.5f), (model.Initializers["f"].Shape.Rank, model.Initializers["f"].ToFloats()[0]));
        Assert.Equal((0, 7), (model.Initializers["i"].Shape.Rank, model.Initializers["i"].ToLongs()[0]));
        Assert.Equal([1L, 2, 3], model.Initializers["list"].ToLongs());
    }

    [Fact]
    public void Sparse_constants_become_dense_by_position_or_by_count()
    {
        OnnxModel model = Read(m =>
        {
            m.Graph.SparseInitializer.Add(Sparse("p", [5f, 6f], OnnxTensor.Of([0L, 1, 1, 0], 2, 2)));
            m.Graph.SparseInitializer.Add(Sparse("c", [5f, 6f], OnnxTensor.Of([1L, 2], 2)));
            Add(m, "Neg", "x", "y");
        });
        // Element (0, 1) is 5 and (1, 0) is 6 of a 2 x 2 matrix; counted along, these are elements 1 and 2.
        Assert.Equal([0f, 5f, 6f, 0f], model.Initializers["p"].ToFloats());
        Assert.Equal([0f, 5f, 6f, 0f], model.Initializers["c"].ToFloats());

        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Read(m => m.Graph.SparseInitializer.Add(Sparse("p", [5f], OnnxTensor.Of([4L], 1)))));
        Assert.StartsWith("The sparse constant 'p' of 'the model' has no index for each value", e.Message);
    }

    [Fact]
    public void Constants_listed_among_the_inputs_are_not_asked_for()
    {
        // Files of IR version 3 list every constant as an input with a default.
        OnnxModel model = Read(m =>
        {
            m.IrVersion = 3;
            m.Graph.Input.Add(new ValueInfoProto { Name = "w", Type = m.Graph.Input[0].Type });
            m.Graph.Initializer.Add(OnnxTensor.Of([1f, 2f], 2).Named("w"));
            m.Graph.Node.Add(new OnnxNode("Add", ["x", "w"], ["y"]).ToProto());
        });
        Assert.Equal(["x"], model.Inputs.Select(i => i.Name));
        Assert.Equal([2f, 0f], Run(model));
    }

    [Fact]
    public void A_dropout_in_training_mode_that_drops_nothing_passes_its_input_on()
    {
        OnnxModel model = Read(m =>
        {
            m.Graph.Initializer.Add(OnnxTensor.Raw(ElementType.Bool, [1], []).Named("yes"));
            m.Graph.Initializer.Add(OnnxTensor.Of([0f]).Named("ratio"));
            m.Graph.Node.Add(new OnnxNode("Dropout", ["x", "ratio", "yes"], ["y"]).ToProto());
        });
        Assert.Equal(["x"], model.Nodes[0].Inputs);
        Assert.Equal([1f, -2f], Run(model));
    }

    [Fact]
    public void What_the_file_says_of_itself_is_kept()
    {
        OnnxModel model = Read(m =>
        {
            (m.ProducerName, m.ProducerVersion, m.Domain, m.ModelVersion, m.DocString) = ("pytorch", "2.1", "org.example", 3, "model");
            (m.Graph.Name, m.Graph.DocString) = ("main", "graph");
            m.MetadataProps.Add(new StringStringEntryProto { Key = "classes", Value = "cat,dog" });
            m.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
            Add(m, "Neg", "x", "y");
        });
        ModelProto again = model.Clone().ToProto();
        Assert.Equal(("pytorch", "2.1", "org.example", 3L, "model"), (again.ProducerName, again.ProducerVersion, again.Domain, again.ModelVersion, again.DocString));
        Assert.Equal(("main", "graph"), (again.Graph.Name, again.Graph.DocString));
        Assert.Equal("cat,dog", again.MetadataProps.Single().Value);
        Assert.Equal(["", "com.microsoft"], again.OpsetImport.Select(o => o.Domain));
    }

    [Theory]
    [InlineData(7, 3, 4)]
    [InlineData(13, 4, 7)]
    [InlineData(18, 7, 8)]
    [InlineData(22, 8, 10)]
    [InlineData(23, 8, 11)]
    [InlineData(24, 12, 12)]
    [InlineData(26, 8, 13)]
    [InlineData(18, 10, 10)]
    public void The_format_is_new_enough_for_the_operator_set(int opset, long given, long expected)
    {
        // The table "released versions" of ONNX's versioning document: operator set 18 came with IR version 8, 22 with 10, 26 with 13.
        OnnxModel model = Read(m =>
        {
            m.IrVersion = given;
            m.OpsetImport[0].Version = opset;
            Add(m, "Neg", "x", "y");
        });
        Assert.Equal(expected, model.ToProto().IrVersion);
    }

    private static OnnxModel Read(Action<ModelProto> fill)
    {
        ModelProto proto = new() { IrVersion = 8, Graph = new GraphProto { Name = "net" } };
        proto.OpsetImport.Add(new OperatorSetIdProto { Version = 18 });
        proto.Graph.Input.Add(ProtoTypes.ToProto(new ValueInfo("x", new TensorType(ElementType.Float, new TensorShape(2)))));
        proto.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        fill(proto);
        return OnnxFile.Parse(proto.ToByteArray());
    }

    private static void Add(ModelProto model, string opType, string input, string output) =>
        model.Graph.Node.Add(new OnnxNode(opType, [input], [output]).ToProto());

    private static SparseTensorProto Sparse(string name, float[] values, OnnxTensor indices)
    {
        SparseTensorProto sparse = new() { Values = OnnxTensor.Of(values, values.Length).Named(name), Indices = indices.Proto };
        sparse.Dims.AddRange([2, 2]);
        return sparse;
    }

    /// <summary>Runs a model on x = (1, -2).</summary>
    private static float[] Run(OnnxModel model)
    {
        using NetworkSession session = new(model);
        return session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { 1, -2 }, 2) })["y"].Span<float>().ToArray();
    }
}
