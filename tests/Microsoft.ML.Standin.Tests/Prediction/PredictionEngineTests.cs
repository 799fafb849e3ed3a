using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Prediction;

/// <summary>Expectations: the same values as Transform gives, row by row; the rest from ML.NET's documentation.</summary>
public class PredictionEngineTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Example
    {
        public float A { get; set; }

        public float B { get; set; }

        public string Word { get; set; } = "";
    }

    private sealed class Prediction
    {
        public float[] AB { get; set; } = [];

        public string Word { get; set; } = "";

        public uint Key { get; set; }

        public string Missing { get; set; } = "?";
    }

    private sealed class Other
    {
        public float X { get; set; }

        public float B { get; set; }
    }

    private static readonly Example[] Examples =
        [new() { A = 1, B = 2, Word = "x" }, new() { A = -4, B = 8, Word = "y" }, new() { A = 2, B = 1, Word = "x" }];

    private static TransformerChain<ITransformer> Model()
    {
        var data = Context.Data.LoadFromEnumerable(Examples);
        var chain = Context.Transforms.Concatenate("AB", "A", "B").Append(Context.Transforms.NormalizeMinMax("AB"))
            .Append(Context.Transforms.Conversion.MapValueToKey("Key", "Word")).Fit(data);
        return new TransformerChain<ITransformer>(chain.ToArray());
    }

    [Fact]
    public void Predictions_are_what_transform_gives()
    {
        var model = Model();
        using var engine = Context.Model.CreatePredictionEngine<Example, Prediction>(model);
        var expected = model.Transform(Context.Data.LoadFromEnumerable(Examples)).GetColumn<float[]>("AB").ToList();
        Assert.Equal(expected, Examples.Select(e => engine.Predict(e).AB));
        Assert.Equal([1u, 2, 1], Examples.Select(e => engine.Predict(e).Key));
        Assert.Equal("y", engine.Predict(Examples[1]).Word);
        Assert.Equal("?", engine.Predict(Examples[1]).Missing);
        Assert.NotNull(engine.OutputSchema.GetColumnOrNull("Key"));
    }

    [Fact]
    public void A_prediction_object_may_be_used_again()
    {
        using var engine = Context.Model.CreatePredictionEngine<Example, Prediction>(Model());
        var prediction = engine.Predict(Examples[0]);
        var (again, values) = (prediction, prediction.AB);
        engine.Predict(Examples[1], ref again);
        Assert.Same(prediction, again);
        Assert.Same(values, again.AB);
        Assert.Equal([-1, 1], again.AB);
        Prediction? none = null;
        engine.Predict(Examples[1], ref none!);
        Assert.Equal([-1, 1], none.AB);
    }

    [Fact]
    public void Missing_columns_are_an_error_when_not_ignored()
    {
        Assert.ThrowsAny<Exception>(() => Context.Model.CreatePredictionEngine<Example, Prediction>(Model(), ignoreMissingColumns: false));
        Assert.Contains("'A'", Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.Model.CreatePredictionEngine<Other, Prediction>(Model())).Message);
    }

    [Fact]
    public void Columns_may_be_renamed_by_a_schema_definition()
    {
        var definition = SchemaDefinition.Create(typeof(Other));
        definition["X"].ColumnName = "A";
        var model = new TransformerChain<ITransformer>(Model().Take(2).ToArray());
        using var engine = Context.Model.CreatePredictionEngine<Other, Prediction>(model, inputSchemaDefinition: definition);
        Assert.Equal([-0.5f, 0.125f], engine.Predict(new Other { X = -2, B = 1 }).AB);
    }

    [Fact]
    public void The_schema_of_the_data_may_be_given()
    {
        var data = Context.Data.LoadFromEnumerable(Examples);
        using var engine = Context.Model.CreatePredictionEngine<Example, Example>(Model(), data.Schema);
        Assert.Equal(-4, engine.Predict(Examples[1]).A);
        Assert.Throws<InvalidOperationException>(() => Context.Model.CreatePredictionEngine<Other, Example>(Model(), data.Schema));
    }

    [Fact]
    public void Disposing_the_engine_disposes_the_transformer_unless_told_otherwise()
    {
        var owned = new Disposable();
        Context.Model.CreatePredictionEngine<Example, Prediction>(owned).Dispose();
        Assert.Equal(1, owned.Disposals);
        var kept = new Disposable();
        Context.Model.CreatePredictionEngine<Example, Prediction>(kept, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();
        Assert.Equal(0, kept.Disposals);
        Assert.True(new PredictionEngineOptions().OwnsTransformer);
        Assert.True(new PredictionEngineOptions().IgnoreMissingColumns);
    }

    private sealed class Disposable : ITransformer, IDisposable
    {
        private readonly ITransformer _inner = Model();

        public int Disposals { get; private set; }

        public bool IsRowToRowMapper => true;

        public void Dispose() => Disposals++;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _inner.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _inner.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => _inner.Transform(input);

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }
}
