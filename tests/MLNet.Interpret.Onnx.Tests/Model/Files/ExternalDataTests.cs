using Google.Protobuf;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx.Tests.Model.Files;

public sealed class ExternalDataTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("weights.bin", 4, 8)]
    [InlineData("parts/weights.bin", null, null)]
    public void Tensors_are_read_from_their_place_in_the_file_beside_the_model(string location, int? offset, int? length)
    {
        // y = x + w with w = (10, 20); the file holds a 5 before and a 7 after it where an offset is given.
        Directory.CreateDirectory(_folder.At("parts"));
        float[] contents = offset is null ? [10, 20] : [5, 10, 20, 7];
        _folder.Write(location, Bytes(contents));
        string path = _folder.Write("net.onnx", Model(location, offset?.ToString(), length?.ToString()));

        Network network = Network.Load(path);
        Assert.Equal([10f, 20f], network.Model.Initializers["w"].ToFloats());

        // The bytes that are kept need no other file.
        Network again = Network.FromBytes(network.Bytes);
        using NetworkSession session = new(again.Model);
        TensorBuffer y = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { 1, 2 }, 2) })["y"];
        Assert.Equal([11, 22], y.Span<float>().ToArray());
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        string path = _folder.Write("net.onnx", Model("weights.bin"));
        FileNotFoundException e = Assert.Throws<FileNotFoundException>(() => Network.Load(path));
        Assert.Equal($"The tensor 'w' of 'net.onnx' lies in 'weights.bin', which is not in the model's folder '{_folder.Path}'; put it there.", e.Message);
    }

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("parts/../../weights.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("../{0}-twin/weights.bin")]
    public void Paths_out_of_the_folder_are_refused(string location)
    {
        location = location.Replace("{0}", Path.GetFileName(_folder.Path), StringComparison.Ordinal);
        string path = _folder.Write("net.onnx", Model(location));
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Network.Load(path));
        Assert.StartsWith($"The tensor 'w' of 'net.onnx' lies in '{location}', outside of the model's folder", e.Message);
    }

    [Theory]
    [InlineData("4", "8", "is said to be at 4, 8 bytes long, of 'weights.bin', which has 8 bytes")]
    [InlineData("100", null, "of 'weights.bin', which has 8 bytes")]
    [InlineData("-4", "8", "its offset there, '-4', is no number")]
    [InlineData("0", "all", "its length there, 'all', is no number")]
    [InlineData("0", "4", "holds 1 elements, where its shape [2] has 2")]
    public void A_place_that_is_not_in_the_file_is_refused(string offset, string? length, string expected)
    {
        _folder.Write("weights.bin", new byte[8]);
        string path = _folder.Write("net.onnx", Model("weights.bin", offset, length));
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Network.Load(path)).Message);
    }

    [Fact]
    public void From_memory_the_files_cannot_be_found()
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Network.FromBytes(Model("weights.bin"), "net.onnx"));
        Assert.Equal("'net.onnx' keeps tensors such as 'w' in the file 'weights.bin', which cannot be found from memory; load the model from its path.", e.Message);
    }

    private static byte[] Bytes(float[] values) => OnnxTensor.Of(values, values.Length).Proto.RawData.ToByteArray();

    private static byte[] Model(string location, string? offset = null, string? length = null)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(2));
        model.Initializers["w"] = OnnxTensor.Of([0f, 0f], 2);
        g.Output(x + g.Existing("w", ElementType.Float), "y");

        ModelProto proto = model.ToProto();
        TensorProto w = proto.Graph.Initializer.Single();
        w.RawData = ByteString.Empty;
        w.DataLocation = TensorProto.Types.DataLocation.External;
        foreach (var (key, value) in new[] { ("location", location), ("offset", offset), ("length", length) })
        {
            if (value is not null)
            {
                w.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
            }
        }
        return proto.ToByteArray();
    }
}
