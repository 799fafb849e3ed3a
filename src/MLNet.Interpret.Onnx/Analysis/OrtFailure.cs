using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Turns ONNX Runtime's errors into one clear line.</summary>
internal static class OrtFailure
{
    public static T Explain<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"ONNX Runtime does not accept the model: {FirstLine(e.Message)}", e);
        }
    }

    public static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
