using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward.Recurrent;

/// <summary>Gradients of recurrent nodes against differences, in float64, of a slow plain re-implementation, to second order.</summary>
public class RecurrentTests
{
    private static readonly Dictionary<string, RecurrentSetting> _settings = RecurrentSetting.All.ToDictionary(s => s.Name);

    public static TheoryData<string> Settings => [.. _settings.Keys];

    [Theory, MemberData(nameof(Settings))]
    public void First_and_second_order(string name)
    {
        RecurrentSetting setting = _settings[name];
        PlainCheck check = new(setting.ToCase(), new PlainRecurrence(setting).Run)
        {
            // Where functions have kinks, the steps are small enough to meet none.
            Steps = setting.IsSmooth ? (1e-4, 1e-3) : (1e-5, 2e-5),
            SecondTolerance = setting.IsSmooth ? 1e-5 : 2e-5,
        };
        check.Run();
    }
}
