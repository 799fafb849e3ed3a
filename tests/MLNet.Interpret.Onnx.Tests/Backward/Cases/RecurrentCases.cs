using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using MLNet.Interpret.Onnx.Tests.Backward.Recurrent;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class RecurrentCases
{
    /// <summary>Those settings whose functions have no kinks, which steps as wide as float32 needs would cross.</summary>
    public static readonly GradientCase[] Rows = [.. RecurrentSetting.All.Where(s => s.IsSmooth).Select(s => s.ToCase())];
}
