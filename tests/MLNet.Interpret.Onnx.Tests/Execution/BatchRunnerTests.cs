using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Execution;

public class BatchRunnerTests
{
    // The network is y[r] = k * sum(x[r]), worked out by hand in Expected.
    private const int Size = 3;

    [Theory]
    [InlineData(null, 10, 4, 1)]
    [InlineData(null, 3, 100, 1)]
    [InlineData(null, 8, 4, 1)]
    [InlineData(null, 1, 1, 1)]
    [InlineData(null, 1, 1, 2)]
    [InlineData(null, 10, 4, 2)]
    [InlineData(null, 100, 1, 7)]
    [InlineData(4L, 10, 7, 1)]
    [InlineData(4L, 8, 4, 1)]
    [InlineData(4L, 3, 4, 1)]
    [InlineData(4L, 10, 4, 3)]
    public void Every_row_gets_its_own_result(long? graphBatch, int rows, int batchSize, int runs)
    {
        using NetworkSession session = new(SumOfRows(graphBatch));
        BatchRunner runner = new(session, batchSize, runs);
        float[] x = Numbers(rows);
        TensorBuffer y = runner.Run(Rows(x), Shared(2))["y"];
        Assert.Equal([rows, 1], y.Shape);
        Assert.Equal(Expected(x, 2), y.Span<float>().ToArray());

        float[] into = new float[rows];
        runner.RunInto(Rows(x), new Dictionary<string, TensorBuffer> { ["y"] = TensorBuffer.Of(into, rows, 1) }, Shared(3));
        Assert.Equal(Expected(x, 3), into);
    }

    [Fact]
    public void No_rows_give_no_results()
    {
        using NetworkSession session = new(SumOfRows(null));
        Assert.Equal([0, 1], new BatchRunner(session, 4).Run(Rows([]), Shared(1))["y"].Shape);
    }

    [Fact]
    public void Progress_counts_rows_and_a_cancelled_run_stops()
    {
        using NetworkSession session = new(SumOfRows(null));
        List<long> done = [];
        new BatchRunner(session, 4).Run(Rows(Numbers(10)), Shared(1), progress: new Direct(done.Add));
        Assert.Equal([4, 8, 10], done);

        using CancellationTokenSource stop = new();
        done.Clear();
        Assert.ThrowsAny<OperationCanceledException>(() => new BatchRunner(session, 4).Run(
            Rows(Numbers(10)), Shared(1), progress: new Direct(n => { done.Add(n); stop.Cancel(); }), cancellation: stop.Token));
        Assert.Equal([4], done);
    }

    [Fact]
    public void Runs_side_by_side_count_every_row_once_and_stop_together()
    {
        using NetworkSession session = new(SumOfRows(null));
        List<long> done = [];
        new BatchRunner(session, 4, runs: 2).RunInto(Rows(Numbers(10)), Into(10), Shared(1), new Direct(done.Add));
        // Two runs get as many batches each, of even size: 3, 3, 3 and 1.
        Assert.Equal(4, done.Count);
        Assert.Equal(10, done[^1]);
        Assert.Equal(done.Order(), done);

        using CancellationTokenSource stop = new();
        done.Clear();
        Assert.ThrowsAny<OperationCanceledException>(() => new BatchRunner(session, 1, runs: 2).RunInto(
            Rows(Numbers(1000)), Into(1000), Shared(1), new Direct(n => { done.Add(n); stop.Cancel(); }), stop.Token));
        Assert.InRange(done.Count, 1, 4);
    }

    [Fact]
    public void An_error_in_runs_side_by_side_is_the_error_of_one_of_them()
    {
        using NetworkSession session = new(SumOfRows(null));
        Assert.Throws<ArgumentException>(() => new BatchRunner(session, 1, runs: 2).RunInto(Rows(Numbers(10)), Into(10), new Dictionary<string, TensorBuffer>()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Many_rows_and_few_give_the_same(int rows)
    {
        using GraphRunner runner = new(() => SumOfRows(null), () => SumOfRows(null), new RowSpread(4, 3), new());
        float[] x = Numbers(rows), y = new float[rows];
        runner.RunInto(Rows(x), new Dictionary<string, TensorBuffer> { ["y"] = TensorBuffer.Of(y, rows, 1) }, Shared(2));
        Assert.Equal(Expected(x, 2), y);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void A_number_that_is_not_finite_is_named_by_row_and_element(float number, string text)
    {
        using NetworkSession session = new(SumOfRows(null));
        float[] x = Numbers(10);
        x[7 * Size + 2] = number;
        ArgumentException e = Assert.Throws<ArgumentException>(() => new BatchRunner(session, 4).Run(Rows(x), Shared(1)));
        Assert.StartsWith($"'x' has {text} in row 7, element 2 (both from 0)", e.Message);
    }

    [Fact]
    public void Numbers_whose_sum_overflows_are_finite_all_the_same()
    {
        Finite.Check("x", TensorBuffer.Of(new float[] { float.MaxValue, float.MaxValue, 1 }, 1, 3));
        Finite.Check("x", TensorBuffer.Of(new double[] { double.MaxValue, double.MaxValue }, 2));
        Assert.Throws<ArgumentException>(() => Finite.Check("x", TensorBuffer.Of(new double[] { 1, double.NaN }, 2)));
    }

    [Fact]
    public void Shared_inputs_are_checked_like_those_by_row()
    {
        using NetworkSession session = new(SumOfRows(null));
        BatchRunner runner = new(session, 4);
        Dictionary<string, TensorBuffer> wide = new() { ["k"] = TensorBuffer.Of(new float[2], 2) }, unknown = new(Shared(1)) { ["m"] = TensorBuffer.Of(new float[1], 1) };
        Assert.Equal("The network's input 'k' is Float[1]; what is given is Float[2].",
            Assert.Throws<ArgumentException>(() => runner.RunInto(Rows(Numbers(10)), Into(10), wide)).Message);
        Assert.StartsWith("The network has no input 'm'; its inputs are: k Float[1], x Float",
            Assert.Throws<ArgumentException>(() => runner.RunInto(Rows(Numbers(10)), Into(10), unknown)).Message);
    }

    [Fact]
    public void An_output_that_is_not_by_row_is_refused()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Output(g.Add("ReduceSum", g.Input("x", ElementType.Float, new TensorShape(-1, Size))), "y");
        using NetworkSession session = new(model);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => new BatchRunner(session, 4).Run(Rows(Numbers(10))));
        Assert.Equal("The output 'y' of 4 rows is Float[1, 1]; an output must have one row for each row of the inputs.", e.Message);
    }

    [Fact]
    public void Inputs_of_different_numbers_of_rows_are_refused()
    {
        using NetworkSession session = new(SumOfRows(null));
        Dictionary<string, TensorBuffer> rows = Rows(Numbers(2));
        rows["k"] = TensorBuffer.Of(new float[1], 1);
        Assert.StartsWith("Every input by row must have as many rows as the others, but they are: x Float[2, 3], k Float[1].",
            Assert.Throws<ArgumentException>(() => new BatchRunner(session, 4).Run(rows)).Message);
    }

    private static Dictionary<string, TensorBuffer> Into(int rows) => new() { ["y"] = TensorBuffer.Of(new float[rows], rows, 1) };

    private static OnnxModel SumOfRows(long? batch)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value k = g.Input("k", ElementType.Float, new TensorShape(1));
        Value x = g.Input("x", ElementType.Float, new TensorShape(batch ?? -1, Size));
        g.Output(x.ReduceSum([1]) * k, "y", new TensorShape(batch ?? -1, 1));
        return model;
    }

    private static float[] Numbers(int rows) => [.. Enumerable.Range(0, rows * Size).Select(i => (float)i)];

    private static Dictionary<string, TensorBuffer> Rows(float[] x) => new() { ["x"] = TensorBuffer.Of(x, x.Length / Size, Size) };

    private static Dictionary<string, TensorBuffer> Shared(float k) => new() { ["k"] = TensorBuffer.Of(new[] { k }, 1) };

    private static float[] Expected(float[] x, float k) => [.. x.Chunk(Size).Select(row => k * row.Sum())];

    private sealed class Direct(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
