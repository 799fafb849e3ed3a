using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;
using MLNet.Interpret.Tests.Pipeline;

namespace MLNet.Interpret.Tests.Saliency;

/// <summary>The stage in pipelines. Expectations are closed forms of <see cref="SmallNetworks"/>, or the plain class's results, which have tests of their own.</summary>
public sealed class SaliencyStageTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("saliency").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Columns_keep_type_and_slot_names_and_estimator_and_stage_agree_on_them()
    {
        IDataView data = Concatenated(10);
        SaliencyEstimator estimator = _ml.Interpret.Saliency(SmallNetworks.Smooth(), new()
        {
            OutputColumnName = "Why",
            InputColumnName = "Joined",
            Method = new IntegratedGradients(10),
            ScoresColumnName = "Scores",
        });
        DataViewSchema schema = estimator.Fit(data).Transform(data).Schema;
        Assert.Equal(data.Schema["Joined"].Type, schema["Why"].Type);
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Why"].GetSlotNames(ref names);
        Assert.Equal(["A", "B", "C"], names.DenseValues().Select(n => n.ToString()));
        Assert.Equal(NumberDataViewType.Int64, schema["WhyTarget"].Type);
        Assert.Equal(NumberDataViewType.Single, schema["WhyCompletenessGap"].Type);
        Assert.Equal(2, ((VectorDataViewType)schema["Scores"].Type).Size);
        Assert.Null(_ml.Interpret.Saliency("Why", "Joined", SmallNetworks.Smooth()).Fit(data).Transform(data).Schema.GetColumnOrNull("WhyCompletenessGap"));

        // EstimatorChain.Fit asks the estimator first, so a stage behind that needs one of the columns shows that it says they are there.
        IDataView after = estimator.Append(_ml.Transforms.NormalizeMeanVariance("Normal", "Why")).Append(_ml.Transforms.Concatenate("All", "WhyCompletenessGap", "Scores"))
            .Fit(data).Transform(data);
        Assert.True(after.Schema["Normal"].HasSlotNames());
    }

    [Fact]
    public void Targets_gaps_and_scores_are_those_of_the_plain_class()
    {
        IDataView data = Sample.Table(_ml, 40);
        IDataView explained = Apply(data, SmallNetworks.Smooth(), new()
        {
            OutputColumnName = "Why", InputColumnName = "Features", TargetColumnName = "Class", BaselineColumnName = "Baseline",
            Method = new IntegratedGradients(7), ScoresColumnName = "Scores",
        });
        using SaliencyExplainer explainer = new(SmallNetworks.Smooth(), new() { Baseline = Baseline.PerRow, Method = new IntegratedGradients(7) });
        Sample[] rows = [.. Sample.Rows(40)];
        SaliencyResult expected = explainer.Explain(
            TensorBuffer.Of(rows.SelectMany(r => r.Features).ToArray(), 40, 3), rows.Select(r => (long)r.Class).ToArray(),
            TensorBuffer.Of(rows.SelectMany(r => r.Baseline).ToArray(), 40, 3));
        Assert.Equal(expected.Attribution.Span<float>().ToArray(), explained.GetColumn<float[]>("Why").SelectMany(v => v).ToArray(), Near);
        Assert.Equal(rows.Select(r => (long)r.Class), explained.GetColumn<long>("WhyTarget"));
        Assert.Equal(expected.CompletenessGap!.ToArray(), explained.GetColumn<float>("WhyCompletenessGap").ToArray(), Near);
        Assert.Equal(expected.Scores.Span<float>().ToArray(), explained.GetColumn<float[]>("Scores").SelectMany(v => v).ToArray(), Near);
    }

    [Fact]
    public void Classes_may_be_keys_or_whole_numbers()
    {
        // MapValueToKey gives the key 1 to the value that comes first, which is Class 0.
        IDataView data = _ml.Transforms.Conversion.MapValueToKey("Key", "Class").Append(_ml.Transforms.Conversion.ConvertType("Number", "Class", DataKind.Single))
            .Fit(Sample.Table(_ml, 6)).Transform(Sample.Table(_ml, 6));
        foreach (string column in new[] { "Key", "Number", "Class" })
        {
            IDataView explained = Apply(data, SmallNetworks.Powers(), new() { OutputColumnName = "Why", InputColumnName = "Features", TargetColumnName = column });
            Assert.Equal([0, 1, 0, 1, 0, 1], explained.GetColumn<long>("WhyTarget"));
        }
    }

    [Fact]
    public void Several_inputs_are_several_columns_and_single_numbers_are_rows_of_one()
    {
        IDataView data = Sample.Table(_ml, 10);
        IDataView explained = Apply(data, SmallNetworks.Product(), new()
        {
            OutputColumnName = "Why", InputName = "x", InputColumnName = "Features", OtherInputColumnNames = new Dictionary<string, string> { ["w"] = "Baseline" },
        });
        float[] expected = [.. Sample.Rows(10).SelectMany(r => r.Features.Zip(r.Baseline, (x, w) => 2 * x * w))];
        Assert.Equal(expected, explained.GetColumn<float[]>("Why").SelectMany(v => v).ToArray(), Near);

        Network square = SmallNetworks.Build(g =>
        {
            Value x = g.Input("x", ElementType.Float, SmallNetworks.Rows(null, 1));
            g.Output(x * x, "y");
        });
        Assert.Equal([.. Sample.Rows(10).Select(r => 2 * r.A)], Apply(data, square, new() { OutputColumnName = "Why", InputColumnName = "A" }).GetColumn<float>("Why").ToArray(), Near);
    }

    [Fact]
    public void Image_vectors_fit_the_shape_of_images()
    {
        // f = Σ x² over [batch, 1, 3, 1]: the gradient of a vector of three is 2 x.
        Network image = SmallNetworks.Build(g =>
        {
            Value x = g.Input("image", ElementType.Float, SmallNetworks.Rows(null, 1, 3, 1));
            g.Output((x * x).ReduceSum([1, 2, 3], keepDims: false).Unsqueeze(1), "y");
        });
        IDataView explained = Apply(Sample.Table(_ml, 10), image, new() { OutputColumnName = "Why", InputColumnName = "Features" });
        Assert.Equal([.. Sample.Rows(10).SelectMany(r => r.Features.Select(v => 2 * v))], explained.GetColumn<float[]>("Why").SelectMany(v => v).ToArray(), Near);
    }

    [Fact]
    public void A_file_bytes_a_stream_and_a_fitted_scoring_stage_are_the_same_network()
    {
        string file = Path.Combine(_folder, "smooth.onnx");
        OnnxFile.Save(SmallNetworks.Smooth().Model, file);
        IDataView data = Sample.Table(_ml, 12), renamed = _ml.Transforms.CopyColumns("x", "Features").Fit(data).Transform(data);
        using OnnxTransformer scoring = _ml.Transforms.ApplyOnnxModel("scores", "x", file).Fit(renamed);
        float[][] all = [.. new NetworkSource[] { file, File.ReadAllBytes(file), File.OpenRead(file), scoring, SmallNetworks.Smooth() }
            .Select(source => Apply(data, source, new() { OutputColumnName = "Why", InputColumnName = "Features" }).GetColumn<float[]>("Why").SelectMany(v => v).ToArray())];
        Assert.All(all, a => Assert.Equal(all[0], a));
        Assert.Equal(36, all[0].Length);
    }

    [Fact]
    public void Stages_follow_one_another_and_a_trainer_learns_from_them_and_is_cross_validated()
    {
        // The same trainer on the same numbers, worked out beforehand: with f = x·x, gradient times input is 2 x², and from 0 the path gives x².
        const int Rows = 200;
        IDataView data = Concatenated(Rows);
        var trainer = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Label", "Both");
        var pipeline = _ml.Interpret.Saliency(SmallNetworks.Powers(), new() { OutputColumnName = "Slope", InputColumnName = "Joined", Method = new GradientTimesInput(), Target = 0 })
            .Append(_ml.Interpret.Saliency(SmallNetworks.Powers(), new() { OutputColumnName = "Path", InputColumnName = "Joined", Method = new IntegratedGradients(2), Target = 0 }))
            .Append(_ml.Transforms.Concatenate("Both", "Slope", "Path", "Joined"))
            .AppendCacheCheckpoint(_ml)
            .Append(trainer);
        IDataView known = _ml.Data.LoadFromEnumerable(Sample.Rows(Rows).Select(r => new Learnt
        {
            Both = [.. r.Features.Select(v => 2 * v * v), .. r.Features.Select(v => v * v), .. r.Features],
            Label = r.Label,
        }));

        double[] expected = [.. _ml.BinaryClassification.CrossValidate(known, trainer, numberOfFolds: 3, seed: 1).Select(f => f.Metrics.LogLoss)];
        double[] found = [.. _ml.BinaryClassification.CrossValidate(data, pipeline, numberOfFolds: 3, seed: 1).Select(f => f.Metrics.LogLoss)];
        Assert.Equal(expected, found, (e, f) => Math.Abs(e - f) < 1e-3);
        Assert.Equal(
            _ml.BinaryClassification.Evaluate(trainer.Fit(known).Transform(known)).LogLoss,
            _ml.BinaryClassification.Evaluate(pipeline.Fit(data).Transform(data)).LogLoss, 1e-3);
    }

    [Fact]
    public void A_saved_pipeline_loads_in_a_fresh_process_that_never_used_the_library()
    {
        IDataView data = Sample.Table(_ml, 9);
        var pipeline = _ml.Transforms.Concatenate("Joined", "A", "B", "C").Append(_ml.Interpret.Saliency(SmallNetworks.Powers(), new()
        {
            OutputColumnName = "Why", InputColumnName = "Joined", TargetColumnName = "Class", Baseline = new float[] { 1, 2, 3 }, BatchSize = 5,
            Method = new IntegratedGradients(3, Quadrature.Midpoint), ScoresColumnName = "Scores",
        }));
        ITransformer model = pipeline.Fit(data);
        string file = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(model, data.Schema, file);
        Assert.Equal(FreshProcess.Print(model.Transform(data).GetColumn<float[]>("Why")), FreshProcess.Transform(file, 9, "Why"));

        IDataView again = _ml.Model.Load(file, out DataViewSchema schema).Transform(data);
        Assert.NotNull(schema.GetColumnOrNull("A"));
        Assert.Equal(model.Transform(data).Schema.Select(c => (c.Name, c.Type)), again.Schema.Select(c => (c.Name, c.Type)));
        Assert.Equal(model.Transform(data).GetColumn<float>("WhyCompletenessGap"), again.GetColumn<float>("WhyCompletenessGap"));
    }

    [Theory]
    [InlineData("gradient")]
    [InlineData("integrated-gradients")]
    public void The_exported_file_gives_the_same_in_a_bare_session_and_in_a_scoring_stage(string method)
    {
        IDataView data = Sample.Table(_ml, 8);
        SaliencyTransformer stage = _ml.Interpret.Saliency(SmallNetworks.Smooth(), new()
        {
            OutputColumnName = "Why", InputColumnName = "Features", Method = method == "gradient" ? new Gradient() : new IntegratedGradients(12),
        }).Fit(data);
        string file = Path.Combine(_folder, "why.onnx");
        stage.ExportOnnx(file);
        float[] expected = [.. stage.Transform(data).GetColumn<float[]>("Why").SelectMany(v => v)];

        using Microsoft.ML.OnnxRuntime.InferenceSession session = new(file);
        using var x = Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(Sample.Rows(8).SelectMany(r => r.Features).ToArray(), [8, 3]);
        using Microsoft.ML.OnnxRuntime.RunOptions run = new();
        using var results = session.Run(run, ["Features"], [x], ["Why", "WhyTarget"]);
        Assert.Equal(expected, results[0].GetTensorDataAsSpan<float>().ToArray(), Near);
        Assert.Equal(stage.Transform(data).GetColumn<long>("WhyTarget"), results[1].GetTensorDataAsSpan<long>().ToArray());

        string[] outputs = stage.HasCompletenessGap ? ["Why", "WhyTarget", "WhyCompletenessGap"] : ["Why", "WhyTarget"];
        using OnnxTransformer scoring = _ml.Transforms.ApplyOnnxModel(outputs, ["Features"], file).Fit(data);
        IDataView scored = scoring.Transform(data);
        Assert.Equal(expected, scored.GetColumn<float[]>("Why").SelectMany(v => v).ToArray(), Near);
        Assert.Equal(stage.Transform(data).GetColumn<long>("WhyTarget"), scored.GetColumn<long[]>("WhyTarget").Select(v => v[0]));
    }

    [Fact]
    public void A_context_that_asks_for_a_GPU_is_heard_by_new_and_loaded_stages()
    {
        MLContext gpu = new(1) { GpuDeviceId = 0, FallbackToCpu = true };
        List<string> warnings = [];
        gpu.Log += (_, e) =>
        {
            if (e.Message.Contains("CUDA device 0 cannot be used", StringComparison.Ordinal))
            {
                warnings.Add(e.Message);
            }
        };
        IDataView data = Sample.Table(gpu, 3);
        ITransformer stage = gpu.Interpret.Saliency("Why", "Features", SmallNetworks.Smooth()).Append(gpu.Transforms.CopyColumns("Copy", "Why")).Fit(data);
        float[][] why = [.. stage.Transform(data).GetColumn<float[]>("Why")];
        string file = Path.Combine(_folder, "model.zip");
        gpu.Model.Save(stage, data.Schema, file);
        Assert.Equal(why, gpu.Model.Load(file, out _).Transform(data).GetColumn<float[]>("Why"));
        // Where there is a GPU there is nothing to warn of; else each of both stages does, once.
        Assert.True(warnings.Count is 0 or 2, string.Join('\n', warnings));
    }

    [Fact]
    public void Wrong_input_is_one_clear_error_before_any_work()
    {
        IDataView data = Sample.Table(_ml, 3);
        string broken = Path.Combine(_folder, "broken.onnx"), missing = Path.Combine(_folder, "missing.onnx");
        File.WriteAllBytes(broken, SmallNetworks.Smooth().Bytes.Span[..100].ToArray());
        Refused<FileNotFoundException>("missing.onnx", () => _ml.Interpret.Saliency("Why", "Features", missing));
        Refused<InvalidDataException>("broken.onnx", () => _ml.Interpret.Saliency("Why", "Features", broken));
        Refused<ArgumentException>("No network is given", () => _ml.Interpret.Saliency("Why", "Features", default));
        Network net = SmallNetworks.Smooth();
        Refused<ArgumentException>("no input 'y'; its inputs are: x Float[rows, 3]", () => _ml.Interpret.Saliency(net, new() { OutputColumnName = "Why", InputName = "y" }));
        Refused<ArgumentException>("no layer or value 'conv9'", () => _ml.Interpret.Saliency(net, new() { OutputColumnName = "Why", OutputName = "conv9" }));
        Refused<ArgumentException>("There is no class 2", () => _ml.Interpret.Saliency(net, new() { OutputColumnName = "Why", Target = 2 }));
        Refused<ArgumentException>("gradient compares rows with none", () => _ml.Interpret.Saliency(net, new() { OutputColumnName = "Why", BaselineColumnName = "Baseline" }));
        Refused<ArgumentException>("no completeness gap to put into 'Gap'", () => _ml.Interpret.Saliency(net, new() { OutputColumnName = "Why", CompletenessGapColumnName = "Gap" }));
        Refused<NotSupportedException>("Det", () => _ml.Interpret.Saliency("Why", "Features", Determinant()));

        foreach (Action<SaliencyEstimator> check in new Action<SaliencyEstimator>[] { e => e.Fit(data), e => e.Append(_ml.Transforms.CopyColumns("Copy", "Why")).Fit(data) })
        {
            Refused<ArgumentException>("no column 'x', which is needed as the network's input 'x'", () => check(_ml.Interpret.Saliency("Why", null, net)));
            Refused<ArgumentException>("'Id' is Int32", () => check(_ml.Interpret.Saliency("Why", "Id", net)), "'Id' is Scalar of Int32");
            Refused<ArgumentException>("The column 'A' has 1 element in a row, but the network's input 'x' takes 3", () => check(_ml.Interpret.Saliency("Why", "A", net)), "The column 'A' has one element");
            Refused<ArgumentException>("'Name'", () => check(_ml.Interpret.Saliency("Why", "Features", net, targetColumnName: "Name")));
            Refused<ArgumentException>("no column 'Nothing', which is needed as the baseline", () => check(_ml.Interpret.Saliency(net, new()
            {
                OutputColumnName = "Why", InputColumnName = "Features", BaselineColumnName = "Nothing", Method = new IntegratedGradients(),
            })));
        }
        IDataView wrongSize = _ml.Transforms.Concatenate("Two", "A", "B").Fit(data).Transform(data);
        Refused<ArgumentException>("The column 'Two' has 2 elements in a row, but the network's input 'x' takes 3", () => _ml.Interpret.Saliency("Why", "Two", net).Fit(wrongSize));
    }

    [Fact]
    public void A_disposed_stage_says_so()
    {
        IDataView data = Sample.Table(_ml, 3);
        SaliencyTransformer stage = _ml.Interpret.Saliency("Why", "Features", SmallNetworks.Smooth()).Fit(data);
        IDataView explained = stage.Transform(data);
        stage.Dispose();
        Assert.Contains(nameof(ObjectDisposedException), Assert.ThrowsAny<Exception>(() => explained.GetColumn<float[]>("Why").ToArray()).ToString(), StringComparison.Ordinal);
    }

    private sealed class Learnt
    {
        [VectorType(9)]
        public float[] Both { get; set; } = [];

        public bool Label { get; set; }
    }

    // Of larger matrices than the rule covers.
    private static Network Determinant() => SmallNetworks.Build(g =>
        g.Output(g.Add("Det", g.Input("x", ElementType.Float, SmallNetworks.Rows(null, 13, 13))), "y"));

    private static void Refused<T>(string part, Action call, string? or = null) where T : Exception
    {
        string message = Assert.ThrowsAny<T>(call).Message;
        Assert.True(message.Contains(part, StringComparison.Ordinal) || or is not null && message.Contains(or, StringComparison.Ordinal), message);
    }

    private static bool Near(float a, float b) => MathF.Abs(a - b) <= 1e-5f;

    private IDataView Apply(IDataView data, NetworkSource network, SaliencyEstimator.Options options) => _ml.Interpret.Saliency(network, options).Fit(data).Transform(data);

    private IDataView Concatenated(int rows)
    {
        IDataView data = Sample.Table(_ml, rows);
        return _ml.Transforms.Concatenate("Joined", "A", "B", "C").Fit(data).Transform(data);
    }
}
