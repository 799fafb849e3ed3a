using System.Text;

namespace MLNet.Interpret.Onnx.Tests.Model.Files;

public sealed class OnnxFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_saved_model_loads_again_and_leaves_no_other_file()
    {
        OnnxModel model = Line();
        OnnxFile.Save(model, _folder.At("line.onnx"));
        OnnxFile.Save(model, _folder.At("line.onnx"));
        Assert.Equal(["line.onnx"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(model.ToBytes(), OnnxFile.Load(_folder.At("line.onnx")).ToBytes());
        using FileStream stream = File.OpenRead(_folder.At("line.onnx"));
        Assert.Equal(model.ToBytes(), OnnxFile.Parse(stream).ToBytes());
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing_behind()
    {
        Directory.CreateDirectory(_folder.At("taken"));
        Assert.ThrowsAny<Exception>(() => OnnxFile.Save(Line(), _folder.At("taken")));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        FileNotFoundException e = Assert.Throws<FileNotFoundException>(() => OnnxFile.Load(_folder.At("none.onnx")));
        Assert.Equal($"There is no model '{_folder.At("none.onnx")}'; give the path of an .onnx file.", e.Message);
    }

    [Fact]
    public void A_folder_is_no_model()
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => OnnxFile.Load(_folder.Path));
        Assert.Equal($"'{_folder.Path}' is a folder; give the path of an .onnx file in it.", e.Message);
    }

    [Theory]
    [InlineData("", "'bad.onnx' is empty")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "'bad.onnx' is a Git LFS pointer")]
    [InlineData("\u0018\0\0\0ORTM\0\0", "'bad.onnx' is in ONNX Runtime's own format")]
    [InlineData("<html><body>Not found</body></html>", "'bad.onnx' ")]
    [InlineData("{ \"model\": 1 }", "'bad.onnx' ")]
    public void What_is_no_model_is_said_to_be_none(string contents, string expected)
    {
        string path = _folder.Write("bad.onnx", Encoding.ASCII.GetBytes(contents));
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => OnnxFile.Load(path));
        Assert.StartsWith(expected, e.Message);
    }

    [Fact]
    public void A_model_cut_off_anywhere_is_refused_and_never_half_read()
    {
        byte[] whole = Line().ToBytes();
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Exception? e = Record.Exception(() => OnnxFile.Parse(cut, "cut.onnx"));
            // The operator sets come last in the file, so that a model that is cut off always lacks something.
            Assert.True(e is InvalidDataException, $"{length} of {whole.Length} bytes: {e?.ToString() ?? "no error"}");
            Assert.Contains("'cut.onnx'", e!.Message);
        }
    }

    [Fact]
    public void Damaged_bytes_are_read_or_refused_but_never_fail_otherwise()
    {
        byte[] whole = Line().ToBytes();
        Random random = new(11);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. whole];
            for (int k = 0; k <= i % 3; k++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            Exception? e = Record.Exception(() => OnnxFile.Parse(damaged));
            Assert.True(e is null or InvalidDataException or NotSupportedException, e?.ToString());
        }
    }

    private static OnnxModel Line()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 2));
        g.Output(x * 2 + g.Constant(OnnxTensor.Of([1f, 2f], 2)), "y");
        return model;
    }
}
