using Google.Protobuf;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx.Tests.Model;

public class NetworkTests
{
    [Fact]
    public void Inputs_and_outputs_are_found_by_name_or_where_there_is_one()
    {
        Network network = TwoOfEach();
        Assert.Equal("Float[n, 3]", network.FindInput("a").Type!.ToString());
        Assert.Equal("product", network.FindOutput().Name);
        Assert.Equal("total", network.FindOutput("total").Name);

        Assert.Equal("'net' has no input 'c'; its inputs are: a Float[n, 3], b Float[n, 3].", Assert.Throws<ArgumentException>(() => network.FindInput("c")).Message);
        Assert.Equal("'net' has several inputs; name one of them: a Float[n, 3], b Float[n, 3].", Assert.Throws<ArgumentException>(() => network.FindInput()).Message);
        Assert.Equal("'net' has no output 'c'; its outputs are: product Float[n, 3], total Float[n, 3].", Assert.Throws<ArgumentException>(() => network.FindOutput("c")).Message);
    }

    [Fact]
    public void Values_are_found_by_their_own_name_or_by_that_of_their_layer()
    {
        Network network = TwoOfEach();
        Assert.Equal("inner", network.FindValue("inner"));
        Assert.Equal("inner", network.FindValue("activation"));
        Assert.Equal("a", network.FindValue("a"));
        Assert.Equal("w", network.FindValue("w"));
        Assert.Equal("'net' has no layer or value 'conv1'; its outputs are: product, total; its layers are: activation, product, total.",
            Assert.Throws<ArgumentException>(() => network.FindValue("conv1")).Message);
    }

    [Fact]
    public void Layers_are_listed_with_what_they_give()
    {
        Layer first = TwoOfEach().Layers[0];
        Assert.Equal(("activation", "Relu"), (first.Name, first.OpType));
        Assert.Equal("Float[n, 3]", Assert.Single(first.Outputs).Type!.ToString());
    }

    [Fact]
    public void A_network_keeps_its_bytes_as_they_were()
    {
        byte[] bytes = TwoOfEach().Model.ToBytes();
        Assert.Equal(bytes, Network.FromBytes(bytes).Bytes.ToArray());
    }

    [Theory]
    [InlineData(new long[] { -1, 3 }, null)]
    [InlineData(new long[] { 4, 3 }, 4L)]
    [InlineData(new long[] { 1, 3 }, 1L)]
    public void The_batch_is_the_first_size_of_the_input(long[] shape, long? expected)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Output(g.Add("Relu", g.Input("x", ElementType.Float, new TensorShape(shape))), "y");
        Assert.Equal(expected, Network.FromModel(model).FixedBatch);
    }

    [Fact]
    public void Open_sizes_other_than_the_batch_can_be_given()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "n"), 3, new Dim(-1, "width")]));
        Value mask = g.Input("mask", ElementType.Float, new TensorShape([new Dim(-1, "n"), new Dim(-1, "width")]));
        g.Output(x * mask.Unsqueeze(1), "y", new TensorShape([new Dim(-1, "n"), 3, new Dim(-1, "width")]));
        Network open = Network.FromModel(model, "net");
        Assert.Equal("Float[batch, 3, width]", open.Canonicalise().Model.Outputs[0].Type!.ToString());

        Network sized = open.WithInputShape("x", -1, 3, 8);
        Assert.Equal("Float[n, 3, 8]", sized.FindInput("x").Type!.ToString());
        Assert.Equal("Float[n, 8]", sized.FindInput("mask").Type!.ToString());
        Assert.True(sized.Canonicalise().IsShaped);
        Assert.Equal("Float[batch, 3, 8]", sized.Canonicalise().Model.Outputs[0].Type!.ToString());
        Assert.Equal("Float[n, 3, 8]", Network.FromBytes(sized.Bytes).FindInput("x").Type!.ToString());
        Assert.Equal("Float[n, 3, width]", open.FindInput("x").Type!.ToString());

        Assert.StartsWith("The input 'x' of 'net' is Float[n, 3, width]; it cannot have the shape [?, 4, 8].",
            Assert.Throws<ArgumentException>(() => open.WithInputShape("x", -1, 4, 8)).Message);
        Assert.StartsWith("The input 'x' of 'net' is Float[n, 3, width]; it cannot have the shape [?, 3].",
            Assert.Throws<ArgumentException>(() => open.WithInputShape("x", -1, 3)).Message);
    }

    [Fact]
    public void One_open_size_cannot_be_two()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Output(g.Add("Relu", g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "n"), new Dim(-1, "s"), new Dim(-1, "s")]))), "y");
        Assert.StartsWith("The dimension 's' of the input 'x' [n, s, s] is one size; it cannot be both 4 and 5.",
            Assert.Throws<ArgumentException>(() => Network.FromModel(model).WithInputShape(null, -1, 4, 5)).Message);
    }

    [Fact]
    public void Functions_of_the_model_are_put_in_their_place_and_raised()
    {
        // F(a) = mean over axis 1 of relu(a), in the form of operator set 17; the expectation is worked out by hand.
        OnnxModel model = new(17);
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 2));
        Value y = g.Node("F", x).Out();
        model.Nodes[^1].Domain = "local";
        g.Output(y, "y");
        ModelProto proto = model.ToProto();
        FunctionProto function = new() { Name = "F", Domain = "local" };
        function.Input.Add("a");
        function.Output.Add("b");
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        function.Node.Add(new OnnxNode("Relu", ["a"], ["c"]).ToProto());
        function.Node.Add(new OnnxNode("ReduceMean", ["c"], ["b"]).Set("axes", [1]).ToProto());
        proto.Functions.Add(function);
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "local", Version = 1 });

        Network network = Network.FromBytes(proto.ToByteArray());
        Assert.Equal(["Relu", "ReduceMean"], network.Model.Nodes.Select(n => n.OpType).Take(2));
        Assert.Equal(18, network.Model.Opset);
        using NetworkSession session = new(network.Canonicalise().Model);
        Assert.Equal([1f, 2.5f], session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { -1, 2, 1, 4 }, 2, 2) })["y"].Span<float>().ToArray());
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Networks_of_short_floats_are_explained_in_floats(ElementType element)
    {
        // y = relu(x w + b) cast to a short float and back, with weights that short floats hold exactly; by hand.
        OnnxModel model = new(13);
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", element, new TensorShape(-1, 2));
        Value w = g.Constant(OnnxTensor.Of(element, [1, 0.5, -2, 4], 2, 2));
        Value b = g.Node("Cast", g.Constant(OnnxTensor.Of([0.25f, -1f], 2))).With("to", (long)element).Out(element);
        Value zeros = x.ShapeOf().Filled(element, 0);
        Value sum = x.MatMul(w) + b + zeros;
        g.Output(g.Add("Relu", sum.Cast(ElementType.Float).Cast(element)), "y");

        Network network = Network.FromModel(model);
        Assert.Equal("Float[?, 2]", network.FindInput().Type!.ToString());
        Assert.Equal("Float[?, 2]", network.FindOutput().Type!.ToString());
        Canonical canonical = network.Canonicalise();
        Assert.All(canonical.Model.Nodes, n => Assert.Equal(ElementType.Float, canonical.Types[n.Outputs[0]].Element is var e && e.IsDifferentiable() ? e : ElementType.Float));
        using NetworkSession session = new(canonical.Model);
        // (1, 3) w = (1 - 6, 0.5 + 12) = (-5, 12.5); with b (-4.75, 11.5).
        Assert.Equal([0f, 11.5f], session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { 1, 3 }, 1, 2) })["y"].Span<float>().ToArray());
    }

    private static Network TwoOfEach()
    {
        OnnxModel model = new();
        TensorType rows = new(ElementType.Float, new TensorShape([new Dim(-1, "n"), 3]));
        model.Inputs.AddRange([new ValueInfo("a", rows), new ValueInfo("b", rows)]);
        model.Initializers["w"] = OnnxTensor.Of([2f]);
        model.Nodes.Add(new OnnxNode("Relu", ["a"], ["inner"]) { Name = "activation" });
        model.Nodes.Add(new OnnxNode("Mul", ["inner", "b"], ["product"]));
        model.Nodes.Add(new OnnxNode("Add", ["product", "w"], ["total"]));
        model.Outputs.AddRange([new ValueInfo("product", rows), new ValueInfo("total", null)]);
        return Network.FromModel(model, "net");
    }
}
