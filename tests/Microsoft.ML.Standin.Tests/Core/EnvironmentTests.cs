using Microsoft.ML.Runtime;

namespace Microsoft.ML.Standin.Tests.Core;

/// <summary>Expectations: ML.NET's documentation of MLContext, and numbers that ML.NET 5 itself gives.</summary>
public class EnvironmentTests
{
    [Fact]
    public void Log_tells_source_kind_and_message()
    {
        var context = new MLContext(1);
        var seen = new List<LoggingEventArgs>();
        context.Log += (_, e) => seen.Add(e);
        using (var channel = ((IHostEnvironment)context).Register("Trainer").Start("Training"))
            channel.Warning(MessageSensitivity.None, "epoch {0} of {1}", 2, 5);

        var warning = Assert.Single(seen, e => e.Kind == ChannelMessageKind.Warning);
        Assert.Equal("Trainer; Training", warning.Source);
        Assert.Equal("epoch 2 of 5", warning.RawMessage);
        Assert.Equal("[Source=Trainer; Training, Kind=Warning] epoch 2 of 5", warning.Message);
        Assert.Equal("Channel started", seen[0].RawMessage);
        Assert.Equal("Channel disposed", seen[^1].RawMessage);
    }

    [Fact]
    public void Device_settings_reach_hosts_that_are_registered_later()
    {
        var context = new MLContext { GpuDeviceId = 3, FallbackToCpu = true };
        var host = (IHostEnvironmentInternal)((IHostEnvironment)context).Register("Scorer");
        Assert.Equal(3, host.GpuDeviceId);
        Assert.True(host.FallbackToCpu);
    }

    [Fact]
    public void Hosts_of_the_same_seed_draw_the_same_numbers()
    {
        static int[] Draw(int seed)
        {
            IHostEnvironment environment = new MLContext(seed);
            return [environment.Register("A").Rand.Next(), environment.Register("B").Rand.Next()];
        }

        Assert.Equal(Draw(5), Draw(5));
        Assert.NotEqual(Draw(5), Draw(6));
        Assert.NotEqual(Draw(5)[0], Draw(5)[1]);
    }

    [Fact]
    public void Random_numbers_are_those_of_ml_net()
    {
        // Drawn from ML.NET 5: Rand of a host registered with seed 42.
        var random = ((IHostEnvironment)new MLContext(7)).Register("X", seed: 42).Rand;
        int[] drawn = [random.Next(), random.Next(1000), random.Next(-50, 50), random.Next()];
        Assert.Equal([410776726, 588, 25, 2007836023], drawn);
        Assert.Equal(0.9295975947752595, random.NextDouble());
        var unseeded = ((IHostEnvironment)new MLContext(7)).Register("Y").Rand;
        drawn = [unseeded.Next(), unseeded.Next()];
        Assert.Equal([895905349, 391462968], drawn);
    }

    [Fact]
    public void Fractions_stay_below_one()
    {
        var random = new TauswortheHybrid(3u);
        for (var i = 0; i < 20_000; i++)
        {
            Assert.InRange(random.NextSingle(), 0f, 1f - (1f / (1 << 24)));
            Assert.InRange(random.Next(7), 0, 6);
        }
    }

    [Fact]
    public void Exceptions_tell_where_they_arose()
    {
        var host = ((IHostEnvironment)new MLContext()).Register("Trainer");
        Assert.Equal("Trainer", host.Except("no").Data["Throwing component"]);
    }
}
