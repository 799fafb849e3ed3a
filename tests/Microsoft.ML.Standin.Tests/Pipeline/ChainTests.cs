using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Standin.Tests.Pipeline;

/// <summary>Expectations: ML.NET's documentation of estimator and transformer chains.</summary>
public class ChainTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }
    }

    private static IDataView Data() => Context.Data.LoadFromEnumerable<Row>([new() { A = 1, B = 10 }, new() { A = 3, B = 30 }]);

    [Fact]
    public void Each_stage_is_fitted_on_what_the_one_before_it_made()
    {
        // min-max of [1, 3] without fixing zero is [0, 1]; scaling that again by its largest changes nothing.
        var pipeline = Context.Transforms.NormalizeMinMax("X", "A", fixZero: false)
            .Append(Context.Transforms.NormalizeMinMax("Y", "X"))
            .Append(Context.Transforms.Concatenate("Z", "Y", "B"));
        var model = pipeline.Fit(Data());
        Assert.Equal([[0, 10], [1, 30]], model.Transform(Data()).GetColumn<float[]>("Z"));
        Assert.Equal(3, model.Count());
        Assert.IsType<ColumnConcatenatingTransformer>(model.LastTransformer);
        Assert.IsType<ColumnConcatenatingEstimator>(pipeline.LastEstimator);
    }

    [Fact]
    public void A_stage_that_lacks_a_column_says_so_before_any_is_fitted()
    {
        var fitted = false;
        var pipeline = Context.Transforms.NormalizeMinMax("A").WithOnFitDelegate(_ => fitted = true)
            .Append(Context.Transforms.CopyColumns("C", "Missing"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Fit(Data()));
        Assert.Contains("'Missing'", error.Message);
        Assert.False(fitted);
        pipeline = Context.Transforms.NormalizeMinMax("A").WithOnFitDelegate(_ => fitted = true)
            .Append(Context.Transforms.CopyColumns("C", "A"));
        pipeline.Fit(Data());
        Assert.True(fitted);
    }

    [Fact]
    public void Stages_out_of_scope_take_no_part()
    {
        var chain = Context.Transforms.CopyColumns("C", "A")
            .Append(Context.Transforms.CopyColumns("T", "A"), TransformerScope.Training)
            .Append(Context.Transforms.CopyColumns("E", "A"), TransformerScope.Scoring | TransformerScope.Testing)
            .Fit(Data());
        Assert.Equal(["A", "B", "C", "E"], Names(chain.Transform(Data()).Schema));
        Assert.Equal(["A", "B", "C", "T"], Names(chain.Transform(Data(), TransformerScope.Training).Schema));
        Assert.Equal(["A", "B", "C", "E"], Names(chain.GetOutputSchema(Data().Schema, TransformerScope.Testing)));
        Assert.Equal(2, chain.GetModelFor(TransformerScope.Training).Count());
    }

    [Fact]
    public void Transformers_are_chained_like_estimators()
    {
        ITransformer first = Context.Transforms.CopyColumns("C", "A").Fit(Data());
        var second = Context.Transforms.Concatenate("D", "A", "C").Fit(first.Transform(Data()));
        var chain = first.Append(second);
        Assert.Equal([first, second], chain);
        var longer = chain.Append(Context.Transforms.DropColumns("C").Fit(chain.Transform(Data())));
        Assert.Equal(["A", "B", "D"], Names(longer.GetOutputSchema(Data().Schema)));
        Assert.Equal(["A", "B", "D"], Names(((ITransformer)longer).GetRowToRowMapper(Data().Schema).OutputSchema));
    }

    [Fact]
    public void An_empty_chain_changes_nothing()
    {
        var chain = new TransformerChain<ITransformer>();
        Assert.Null(chain.LastTransformer);
        Assert.Equal(["A", "B"], Names(chain.Transform(Data()).Schema));
        Assert.Throws<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(Context));
    }

    [Fact]
    public void After_a_cache_checkpoint_the_source_is_read_no_more()
    {
        // Without a checkpoint, each of the two normalisers passes over the source.
        Assert.Equal(2, Passes(Context.Transforms.NormalizeMinMax("X", "A").Append(Context.Transforms.NormalizeMinMax("Y", "A"))));
        Assert.Equal(1, Passes(Context.Transforms.CopyColumns("C", "A").AppendCacheCheckpoint(Context)
            .Append(Context.Transforms.NormalizeMinMax("X", "C")).Append(Context.Transforms.NormalizeMinMax("Y", "C"))));
    }

    private static int Passes(IEstimator<ITransformer> pipeline)
    {
        var passes = 0;
        IEnumerable<Row> Counted()
        {
            passes++;
            yield return new Row { A = 1 };
            yield return new Row { A = 2 };
        }

        pipeline.Fit(Context.Data.LoadFromEnumerable(Counted()));
        return passes;
    }

    [Fact]
    public void Disposing_a_chain_disposes_its_transformers()
    {
        var inner = new TransformerChain<ITransformer>(Context.Transforms.CopyColumns("C", "A").Fit(Data()));
        var disposable = new DisposableTransformer();
        var chain = new TransformerChain<ITransformer>(inner, disposable);
        chain.Dispose();
        chain.Dispose();
        Assert.Equal(1, disposable.Disposals);
    }

    private static IEnumerable<string> Names(DataViewSchema schema) => schema.Select(c => c.Name);

    private sealed class DisposableTransformer : ITransformer, IDisposable
    {
        public int Disposals { get; private set; }

        public bool IsRowToRowMapper => false;

        public void Dispose() => Disposals++;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();

        public IDataView Transform(IDataView input) => input;
    }
}
