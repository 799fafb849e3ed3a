using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Turns ONNX Runtime's errors into one clear line.</summary>
internal static class OrtFailure
{
    /// <summary>Opens a session.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="what">What the error calls the model.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime does not accept the model.</exception>
    public static InferenceSession Explain(Func<InferenceSession> open, string what)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"ONNX Runtime does not accept {what}: {FirstLine(e)}", e);
        }
    }

    /// <summary>The first line of a message, without the code before it.</summary>
    public static string FirstLine(Exception e)
    {
        string line = e.Message.Split('\n', 2)[0].Trim();
        int end = line.StartsWith("[ErrorCode:", StringComparison.Ordinal) ? line.IndexOf(']', StringComparison.Ordinal) : -1;
        return line[(end + 1)..].Trim();
    }
}
