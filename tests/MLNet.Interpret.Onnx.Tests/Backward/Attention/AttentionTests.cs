using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward.Attention;

/// <summary>Gradients of attention against differences, in float64, of a slow plain re-implementation, to second order.</summary>
public class AttentionTests
{
    private static readonly Dictionary<string, AttentionSetting> _settings = AttentionSetting.All.ToDictionary(s => s.Name);

    public static TheoryData<string> Settings => [.. _settings.Keys];

    [Theory, MemberData(nameof(Settings))]
    public void First_and_second_order(string name) =>
        new PlainCheck(_settings[name].ToCase(), new PlainAttention(_settings[name]).Run).Run();
}
