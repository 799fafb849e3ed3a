using MLNet.Interpret.Onnx.Analysis;
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

    [Fact]
    public void A_row_takes_what_its_values_take()
    {
        // x is [batch, 4] floats; Shape gives 2 integers of 8 bytes for all rows; the sum is [batch, 4] again: 16 + 16 + 16 bytes.
        Canonical net = Net().Canonicalise();
        Assert.Equal(16 + 16 + 16, BatchSize.BytesPerRow(net.Model, net.Types));
    }

    // A run costs `call` and each row `row`: the time per row is call / size + row. Doubling pays while it falls by a twentieth.
    [Theory]
    [InlineData(0, 1, 1024, 1)] // rows cost the same in any batch
    [InlineData(1, 0, 1024, 1024)] // calls are all that costs
    [InlineData(1, 0, 64, 64)]
    [InlineData(10, 1, 1024, 128)] // from 64 to 128 rows: 1.156 to 1.078, 6.8 % less; to 256: 1.039, 3.6 % less
    public void A_batch_is_doubled_while_it_pays(double call, double row, int limit, int expected)
    {
        List<int> tried = [];
        int found = BatchSize.Search(limit, size =>
        {
            tried.Add(size);
            return call / size + row;
        });
        Assert.Equal(expected, found);
        Assert.All(tried, t => Assert.InRange(t, 1, limit));
    }

    [Fact]
    public void The_size_that_is_found_is_a_power_of_two_within_the_bound()
    {
        using NetworkSession session = new(Net().Canonicalise().Model);
        Dictionary<string, TensorBuffer> sample = new() { ["x"] = TensorBuffer.Of(new float[4], 1, 4) };
        int found = BatchSize.Find(session, sample, null, bytesPerRow: 10, memory: 640);
        Assert.InRange(found, 1, 64);
        Assert.Equal(0, found & (found - 1));
        Assert.Equal(1, BatchSize.Find(session, sample, null, bytesPerRow: 10, memory: 5));
    }

    [Fact]
    public void A_fixed_batch_is_the_size()
    {
        using NetworkSession session = new(Net().Canonicalise(6).Model);
        Assert.Equal(6, BatchSize.Find(session, new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[4], 1, 4) }, null, 10, 10));
    }

    private static Network Net()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 4));
        g.Output(x.ShapeOf(), "shape");
        g.Output(x + x, "y");
        return Network.FromModel(model);
    }
}
