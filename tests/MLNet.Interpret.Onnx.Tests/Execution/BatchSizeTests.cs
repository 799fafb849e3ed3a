using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Execution;

public class BatchSizeTests
{
    [Theory]
    [InlineData(100, 99, 256, 1)]
    [InlineData(100, 399, 256, 2)]
    [InlineData(100, 400, 256, 4)]
    [InlineData(100, 1_000_000, 256, 256)]
    [InlineData(100, 1_000_000, 100, 64)]
    public void The_largest_power_of_two_within_the_bound_fits(long perRow, long memory, int most, int expected) =>
        Assert.Equal(expected, BatchSize.Fitting(perRow, memory, most));
}
