using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace Microsoft.ML.Standin.Tests.Onnx;

/// <summary>Expectations: the networks are sums and products worked out by hand; types and entries are those of ML.NET.</summary>
public class OnnxTransformerTests
{
    private static readonly MLContext Context = new(1);

    // y = x W + b, and its doubled values.
    private static readonly byte[] Affine = OnnxFile.Model(
        OnnxFile.Input("x", OnnxFile.Single, "batch", 3),
        OnnxFile.Constant("W", OnnxFile.Single, [1f, 10, 2, 20, 3, 30], 3, 2),
        OnnxFile.Constant("b", OnnxFile.Single, [0.5f, -1], 2),
        OnnxFile.Node("MatMul", ["x", "W"], ["xW"]),
        OnnxFile.Node("Add", ["xW", "b"], ["y"]),
        OnnxFile.Node("Add", ["y", "y"], ["y2"]),
        OnnxFile.Output("y", OnnxFile.Single, "batch", 2),
        OnnxFile.Output("y2", OnnxFile.Single, "batch", 2));

    private sealed class Row
    {
        [VectorType(3)]
        public float[] x { get; set; } = [];

        public float id { get; set; }
    }

    private static readonly Row[] Rows = [new() { x = [1, 0, 0], id = 1 }, new() { x = [0, 1, 0], id = 2 }, new() { x = [1, 1, 2], id = 3 }];

    private static readonly float[][] Expected = [[1.5f, 9], [2.5f, 19], [9.5f, 89]];

    private static IDataView Data() => Context.Data.LoadFromEnumerable(Rows);

    private static OnnxScoringEstimator Apply(byte[] model, params string[] outputs) =>
        Context.Transforms.ApplyOnnxModel(outputs, [], new MemoryStream(model));

    [Fact]
    public void Outputs_become_columns_and_the_batch_is_one_row()
    {
        var result = Apply(Affine).Fit(Data()).Transform(Data());
        Assert.Equal(["x", "id", "y", "y2"], result.Schema.Select(c => c.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 2), result.Schema["y"].Type);
        Assert.Equal(Expected, result.GetColumn<float[]>("y"));
        Assert.Equal(Expected.Select(e => e.Select(v => 2 * v)), result.GetColumn<float[]>("y2"));
        Assert.Equal([1f, 2, 3], result.GetColumn<float>("id"));
    }

    [Fact]
    public void Each_overload_applies_the_network()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllBytes(path, Affine);
        var transforms = Context.Transforms;
        var shapes = new Dictionary<string, int[]>();
        try
        {
            foreach (var estimator in new[]
            {
                transforms.ApplyOnnxModel(path), transforms.ApplyOnnxModel(path, shapes), transforms.ApplyOnnxModel("y", "x", path),
                transforms.ApplyOnnxModel("y", "x", path, shapes), transforms.ApplyOnnxModel(["y"], ["x"], path),
                transforms.ApplyOnnxModel(["y"], ["x"], path, shapes, null, false), transforms.ApplyOnnxModel(["y"], ["x"], path, shapes, recursionLimit: 50),
                transforms.ApplyOnnxModel(new OnnxOptions { ModelFile = path, InputColumns = ["x"], OutputColumns = ["y"], IntraOpNumThreads = 1 }),
                transforms.ApplyOnnxModel(new MemoryStream(Affine)), transforms.ApplyOnnxModel(new MemoryStream(Affine), shapes),
                transforms.ApplyOnnxModel("y", "x", new MemoryStream(Affine)), transforms.ApplyOnnxModel("y", "x", new MemoryStream(Affine), shapes),
                transforms.ApplyOnnxModel(["y"], ["x"], new MemoryStream(Affine)), transforms.ApplyOnnxModel(["y"], ["x"], new MemoryStream(Affine), shapes, null, false),
                transforms.ApplyOnnxModel(["y"], ["x"], new MemoryStream(Affine), shapes, recursionLimit: 50),
            })
            {
                using var fitted = estimator.Fit(Data());
                Assert.Equal(Expected, fitted.Transform(Data()).GetColumn<float[]>("y"));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_stream_is_read_from_its_beginning()
    {
        var stream = new MemoryStream(Affine);
        stream.Position = stream.Length;
        Assert.Equal(Expected, Context.Transforms.ApplyOnnxModel(stream).Fit(Data()).Transform(Data()).GetColumn<float[]>("y"));
    }

    private sealed class Mixed
    {
        [VectorType(2, 2)]
        public double[] d { get; set; } = [];

        [VectorType(2)]
        public int[] i { get; set; } = [];

        public long l { get; set; }

        [VectorType(5)]
        public VBuffer<float> sparse { get; set; }

        [VectorType]
        public float[] any { get; set; } = [];
    }

    private static IDataView MixedData() => Context.Data.LoadFromEnumerable<Mixed>(
    [
        new() { d = [1, 2, 3, 4], i = [5, -6], l = long.MaxValue - 1, sparse = new(5, 1, [2], [3]), any = [1, -2, 3] },
        new() { d = [0, 0, 0, 9], i = [0, 1], l = -2, sparse = new(5, 0, [], []), any = [-1] },
    ]);

    private static byte[] Doubling(string name, int type, object[] input, object[]? output = null) => OnnxFile.Model(
        OnnxFile.Input(name, type, input), OnnxFile.Node("Add", [name, name], ["out"]), OnnxFile.Output("out", type, output ?? input));

    [Fact]
    public void Doubles_and_integers_vectors_and_scalars_go_in_and_come_out()
    {
        var result = Apply(Doubling("d", OnnxFile.Double, ["N", 2, 2])).Fit(MixedData()).Transform(MixedData());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Double, 1, 2, 2), result.Schema["out"].Type);
        Assert.Equal([[2.0, 4, 6, 8], [0, 0, 0, 18]], result.GetColumn<double[]>("out"));
        result = Apply(Doubling("i", OnnxFile.Int32, [1, 2])).Fit(MixedData()).Transform(MixedData());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Int32, 1, 2), result.Schema["out"].Type);
        Assert.Equal([[10, -12], [0, 2]], result.GetColumn<int[]>("out"));
        result = Apply(Doubling("l", OnnxFile.Int64, ["N", 1])).Fit(MixedData()).Transform(MixedData());
        Assert.Equal([[-4L], [-4L]], result.GetColumn<long[]>("out"));
        result = Apply(Doubling("sparse", OnnxFile.Single, ["N", 5])).Fit(MixedData()).Transform(MixedData());
        Assert.Equal([[0f, 0, 0, 4, 0], [0, 0, 0, 0, 0]], result.GetColumn<float[]>("out"));
    }

    [Fact]
    public void An_open_dimension_besides_the_batch_takes_vectors_of_any_size()
    {
        var result = Apply(Doubling("any", OnnxFile.Single, ["N", "M"])).Fit(MixedData()).Transform(MixedData());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single), result.Schema["out"].Type);
        Assert.Equal([[2f, -4, 6], [-2]], result.GetColumn<float[]>("out"));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Apply(Doubling("any", OnnxFile.Single, ["N", "M", "K"])).Fit(MixedData()));
    }

    [Fact]
    public void Open_dimensions_may_be_given()
    {
        var shapes = new Dictionary<string, int[]> { ["x"] = [1, 3], ["out"] = [1, 3] };
        var model = Doubling("x", OnnxFile.Single, ["N", "M"]);
        var estimator = Context.Transforms.ApplyOnnxModel("out", "x", new MemoryStream(model), shapes);
        var result = estimator.Fit(Data()).Transform(Data());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 3), result.Schema["out"].Type);
        Assert.Equal([2f, 2, 4], result.GetColumn<float[]>("out").Last());
        shapes["x"] = [1, 3, 1];
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.ApplyOnnxModel("out", "x", new MemoryStream(model), shapes));
    }

    [Fact]
    public void Several_inputs_are_taken_by_name()
    {
        var model = OnnxFile.Model(OnnxFile.Input("i", OnnxFile.Int32, "N", 2), OnnxFile.Input("d", OnnxFile.Double, "N", 2, 2),
            OnnxFile.Node("Identity", ["d"], ["second"]), OnnxFile.Node("Identity", ["i"], ["first"]),
            OnnxFile.Output("second", OnnxFile.Double, "N", 2, 2), OnnxFile.Output("first", OnnxFile.Int32, "N", 2));
        var fitted = Apply(model, "first", "second").Fit(MixedData());
        var result = fitted.Transform(MixedData());
        Assert.Equal(["first", "second"], result.Schema.Select(c => c.Name).TakeLast(2));
        Assert.Equal([5, -6], result.GetColumn<int[]>("first").First());
        Assert.Equal([0.0, 0, 0, 9], result.GetColumn<double[]>("second").Last());
        // Whatever output is asked for, all inputs are needed.
        var mapper = ((ITransformer)fitted).GetRowToRowMapper(MixedData().Schema);
        Assert.Equal(["d", "i"], mapper.GetDependencies([mapper.OutputSchema["first"]]).Select(c => c.Name));
    }

    [Fact]
    public void The_shape_is_known_before_there_is_data()
    {
        var shape = Apply(Affine).GetOutputSchema(Shapes.Of(Data().Schema));
        var y = shape.Single(c => c.Name == "y");
        Assert.Equal((SchemaShape.Column.VectorKind.Vector, (DataViewType)NumberDataViewType.Single), (y.Kind, y.ItemType));
        Assert.Contains("'d'", Assert.Throws<ArgumentOutOfRangeException>(
            () => Apply(Doubling("d", OnnxFile.Double, ["N", 4])).GetOutputSchema(Shapes.Of(Data().Schema))).Message);
        Assert.Contains("expected Double, got Single", Assert.Throws<ArgumentOutOfRangeException>(
            () => Apply(Doubling("x", OnnxFile.Double, ["N", 3])).GetOutputSchema(Shapes.Of(Data().Schema))).Message);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<IOException>(() => Context.Transforms.ApplyOnnxModel("no such file"));
        Assert.Throws<InvalidOperationException>(() => Context.Transforms.ApplyOnnxModel(new MemoryStream([1, 2, 3])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.ApplyOnnxModel("none", "x", new MemoryStream(Affine)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Transforms.ApplyOnnxModel("y", "id", new MemoryStream(Affine)).Fit(Data()));
        Assert.Contains("length 3", Assert.Throws<InvalidOperationException>(
            () => Apply(Doubling("x", OnnxFile.Single, ["N", 4])).Fit(Data())).Message);
    }

    [Fact]
    public void A_saved_network_lies_in_its_stream_with_its_length_before_it()
    {
        var stream = new MemoryStream();
        Context.Model.Save(Apply(Affine, "y").Fit(Data()), Data().Schema, stream);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
        {
            using var entry = new BinaryReader(zip.GetEntry("TransformerChain/OnnxModel")!.Open());
            Assert.Equal(Affine.Length, entry.ReadInt32());
            Assert.Equal(Affine, entry.ReadBytes(Affine.Length + 1));
        }
        stream.Position = 0;
        var loaded = Assert.IsType<OnnxTransformer>(Context.Model.Load(stream, out _));
        Assert.Equal(["x", "id", "y"], loaded.GetOutputSchema(Data().Schema).Select(c => c.Name));
        Assert.Equal(Expected, loaded.Transform(Data()).GetColumn<float[]>("y"));
    }

    [Fact]
    public void Given_shapes_are_saved_too()
    {
        var shapes = new Dictionary<string, int[]> { ["x"] = [1, 3], ["out"] = [1, 3] };
        var estimator = Context.Transforms.ApplyOnnxModel("out", "x", new MemoryStream(Doubling("x", OnnxFile.Single, ["N", "M"])), shapes);
        var stream = new MemoryStream();
        Context.Model.Save(estimator.Append(Context.Transforms.CopyColumns("c", "out")).Fit(Data()), Data().Schema, stream);
        stream.Position = 0;
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 3),
            Context.Model.Load(stream, out _).GetOutputSchema(Data().Schema)["c"].Type);
    }

    private sealed class Scores
    {
        public float[] y { get; set; } = [];

        public float[] y2 { get; set; } = [];
    }

    [Fact]
    public void A_prediction_engine_runs_row_after_row()
    {
        using var engine = Context.Model.CreatePredictionEngine<Row, Scores>(Apply(Affine).Fit(Data()));
        Assert.Equal(Expected, Rows.Select(r => engine.Predict(r).y));
        Assert.Equal([3f, 18], engine.Predict(Rows[0]).y2);
    }

    [Fact]
    public void A_disposed_transformer_runs_no_more()
    {
        var fitted = Apply(Affine).Fit(Data());
        var data = fitted.Transform(Data());
        fitted.Dispose();
        fitted.Dispose();
        Assert.ThrowsAny<Exception>(() => data.GetColumn<float[]>("y").ToList());
    }

    [Fact]
    public void A_gpu_that_is_not_there_is_an_error_unless_the_cpu_may_stand_in()
    {
        var there = Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");
        if (!there)
            Assert.ThrowsAny<Exception>(() => Context.Transforms.ApplyOnnxModel(new MemoryStream(Affine), gpuDeviceId: 0));
        var estimator = Context.Transforms.ApplyOnnxModel(new MemoryStream(Affine), gpuDeviceId: 0, fallbackToCpu: true);
        Assert.Equal(Expected, estimator.Fit(Data()).Transform(Data()).GetColumn<float[]>("y"));
        var context = new MLContext(1) { GpuDeviceId = 0, FallbackToCpu = true };
        Assert.Equal(Expected, context.Transforms.ApplyOnnxModel(new MemoryStream(Affine)).Fit(Data()).Transform(Data()).GetColumn<float[]>("y"));
    }
}
