using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Execution;

public class RowSpreadTests
{
    private const long Mega = 1 << 20;

    // Expected by the two rules that the type states: rows whose values fit 16 MB, or as many as repay four times the constants read.
    [Theory]
    [InlineData(4, 10, 0, 64, 2, 4, 2)] // 16 MB hold 4 rows of 4 MB
    [InlineData(100, 300, 20, 64, 2, 1, 2)] // one row is more than that already
    [InlineData(1, 10, 50, 64, 2, 20, 2)] // 20 rows of 10 MB write what 50 MB of constants are, four times
    [InlineData(1, 10, 100, 8, 2, 4, 2)] // no more at once than is allowed
    [InlineData(1, 10, 100, 1, 2, 1, 1)]
    [InlineData(4, 10, 0, 64, 4, 4, 4)]
    public void Rows_are_spread_over_runs(long peak, long written, long constant, int atOnce, int threads, int rows, int runs) =>
        Assert.Equal(new RowSpread(rows, runs, 1), RowSpread.Of(new(peak * Mega, written * Mega, constant * Mega), atOnce, new() { IntraOpThreads = threads }));

    [Theory]
    [InlineData(1000, 128, 128, 1)] // 263 rows of 1,000 bytes are worth a run; there are not as many
    [InlineData(10_000, 128, 64, 2)] // 27 are
    public void Runs_that_are_not_worth_starting_are_not(long written, int atOnce, int rows, int runs) =>
        Assert.Equal((rows, runs), RowSpread.Of(new(100, written, 0), atOnce, new() { IntraOpThreads = 2 }) is var s ? (s.Rows, s.Runs) : default);

    [Fact]
    public void A_gpu_takes_all_rows_in_one_run() =>
        Assert.Equal(new RowSpread(64, 1), RowSpread.Of(new(Mega, Mega, 0), 64, new() { GpuDeviceId = 0 }));
}
