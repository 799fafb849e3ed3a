using Google.Protobuf;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx.Tests.Model.Files;

public class RefusedModelTests
{
    [Theory]
    [InlineData(6, "'net.onnx' is of operator set 6; 7 to 26 are supported. Export it again with a newer one")]
    [InlineData(27, "'net.onnx' is of operator set 27; 7 to 26 are supported. Export it again with opset_version=26 or older")]
    public void Operator_sets_that_are_not_read_are_named(int opset, string expected) =>
        Assert.StartsWith(expected, Refused<NotSupportedException>(m => m.OpsetImport[0].Version = opset));

    [Fact]
    public void A_model_that_does_not_say_its_operator_set_is_refused() =>
        Assert.StartsWith("'net.onnx' does not say which version", Refused<InvalidDataException>(m => m.OpsetImport.Clear()));

    [Theory]
    [InlineData("QuantizeLinear", "")]
    [InlineData("DynamicQuantizeLinear", "")]
    [InlineData("QLinearConv", "")]
    [InlineData("MatMulInteger", "")]
    [InlineData("QLinearAdd", "com.microsoft")]
    [InlineData("MatMulNBits", "com.microsoft")]
    public void Quantised_operators_are_named(string opType, string domain)
    {
        string message = Refused<NotSupportedException>(m =>
        {
            NodeProto node = m.Graph.Node[0];
            (node.OpType, node.Domain, node.Name) = (opType, domain, "q");
        });
        Assert.Equal($"{opType} 'q' of 'net.onnx' is quantised, and quantised networks carry no gradients; explain the float network that it was made from.", message);
    }

    [Fact]
    public void A_quantised_operator_in_a_branch_is_named()
    {
        string message = Refused<NotSupportedException>(m =>
        {
            GraphProto branch = new();
            branch.Node.Add(new NodeProto { OpType = "ConvInteger", Name = "q" });
            m.Graph.Node.Add(new NodeProto { OpType = "If", Attribute = { new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.AttributeType.Graph, G = branch } } });
        });
        Assert.StartsWith("ConvInteger 'q' of 'net.onnx' is quantised", message);
    }

    [Fact]
    public void Operators_for_training_are_named()
    {
        Assert.StartsWith("Gradient 'g' of 'net.onnx' is for training", Refused<NotSupportedException>(m =>
            m.Graph.Node.Add(new NodeProto { OpType = "Gradient", Domain = "ai.onnx.preview.training", Name = "g" })));
        Assert.StartsWith("BatchNormalization 'b' of 'net.onnx' is in training mode", Refused<NotSupportedException>(m =>
            m.Graph.Node.Add(new OnnxNode("BatchNormalization", ["x"], ["z"]) { Name = "b" }.Set("training_mode", 1).ToProto())));
    }

    [Fact]
    public void A_dropout_in_training_mode_is_named() =>
        Assert.StartsWith("Dropout 'd' of 'net.onnx' is in training mode, in which results are random", Refused<NotSupportedException>(m =>
        {
            m.Graph.Initializer.Add(OnnxTensor.Raw(ElementType.Bool, [1], []).Named("yes"));
            m.Graph.Node.Add(new OnnxNode("Dropout", ["x", "", "yes"], ["z"]) { Name = "d" }.ToProto());
        }));

    [Fact]
    public void Values_that_are_no_tensors_of_numbers_are_named()
    {
        TypeProto number = new() { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } };
        Assert.Equal("The input 'x' of 'net.onnx' is text; only tensors of numbers are supported. Export the network from the first value that is numbers.",
            Refused<NotSupportedException>(m => m.Graph.Input[0].Type.TensorType.ElemType = (int)ElementType.String));
        Assert.StartsWith("The output 'y' of 'net.onnx' is a sequence; only tensors are supported.",
            Refused<NotSupportedException>(m => m.Graph.Output[0].Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = number } }));
        Assert.StartsWith("The output 'y' of 'net.onnx' is a map; only tensors are supported.",
            Refused<NotSupportedException>(m => m.Graph.Output[0].Type = new TypeProto { MapType = new TypeProto.Types.Map { KeyType = 7, ValueType = number } }));
        Assert.StartsWith("The input 'x' of 'net.onnx' is an optional value; only tensors are supported.",
            Refused<NotSupportedException>(m => m.Graph.Input[0].Type = new TypeProto { OptionalType = new TypeProto.Types.Optional { ElemType = number } }));
        Assert.StartsWith("The input 'x' of 'net.onnx' has elements of type Float8E4M3FN, which is not supported",
            Refused<NotSupportedException>(m => m.Graph.Input[0].Type.TensorType.ElemType = 17));
        Assert.StartsWith("The output 'y' of 'net.onnx' has elements of type Float4E2M1, which is not supported",
            Refused<NotSupportedException>(m => m.Graph.Output[0].Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 23 } }));
        Assert.StartsWith("The input 'x' of 'net.onnx' has elements of type 99, which is not supported",
            Refused<NotSupportedException>(m => m.Graph.Input[0].Type.TensorType.ElemType = 99));
        Assert.StartsWith("The input 'x' of 'net.onnx' has no type",
            Refused<InvalidDataException>(m => m.Graph.Input[0].Type = null));
    }

    [Fact]
    public void A_graph_that_does_not_hang_together_is_refused()
    {
        Assert.StartsWith("'net.onnx' has no graph", Refused<InvalidDataException>(m => m.Graph = null));
        Assert.StartsWith("'net.onnx' has no output", Refused<InvalidDataException>(m => m.Graph.Output.Clear()));
        Assert.StartsWith("'net.onnx' has the output 'z', which no node of it gives", Refused<InvalidDataException>(m => m.Graph.Output[0].Name = "z"));
        Assert.StartsWith("Relu 'r' of 'net.onnx' takes the value 'nowhere', which nothing in the model gives", Refused<InvalidDataException>(m => m.Graph.Node[0].Input[0] = "nowhere"));
        Assert.StartsWith("'net.onnx' defines the value 'a' more than once", Refused<InvalidDataException>(m => m.Graph.Node[1].Output[0] = "a"));
        Assert.StartsWith("'net.onnx' defines the value 'x' more than once", Refused<InvalidDataException>(m => m.Graph.Input.Add(m.Graph.Input[0])));
        Assert.StartsWith("'net.onnx' defines the value 'w' more than once", Refused<InvalidDataException>(m => m.Graph.Initializer.Add(m.Graph.Initializer[0])));
        Assert.StartsWith("Relu 'r' of 'net.onnx' depends on itself, through 'y'", Refused<InvalidDataException>(m => m.Graph.Node[0].Input[0] = "y"));
        Assert.Equal("The constant 'w' of 'net.onnx' holds 2 elements, where its shape [3] has 3; the file is damaged.", Refused<InvalidDataException>(m => m.Graph.Initializer[0].Dims[0] = 3));
        Assert.StartsWith("The constant 'w' of 'net.onnx' has the shape [-2]", Refused<InvalidDataException>(m => m.Graph.Initializer[0].Dims[0] = -2));
    }

    // x -> Relu -> a -> Add w -> y
    private static string Refused<T>(Action<ModelProto> spoil) where T : Exception
    {
        OnnxModel model = new();
        model.Inputs.Add(new ValueInfo("x", new TensorType(ElementType.Float, new TensorShape(2))));
        model.Outputs.Add(new ValueInfo("y", new TensorType(ElementType.Float, new TensorShape(2))));
        model.Initializers["w"] = OnnxTensor.Of([1f, 2f], 2);
        model.Nodes.Add(new OnnxNode("Relu", ["x"], ["a"]) { Name = "r" });
        model.Nodes.Add(new OnnxNode("Add", ["a", "w"], ["y"]));
        ModelProto proto = model.ToProto();
        Assert.NotNull(OnnxFile.Parse(proto.ToByteArray()));
        spoil(proto);
        return Assert.Throws<T>(() => OnnxFile.Parse(proto.ToByteArray(), "net.onnx")).Message;
    }
}
