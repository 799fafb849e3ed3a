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
            throw new InvalidDataException($"ONNX Runtime does not accept {what}: {OneLine(e)}", e);
        }
    }

    /// <summary>A message as one line, without the code before it.</summary>
    public static string OneLine(Exception e)
    {
        const int Longest = 400;
        string line = string.Join(' ', e.Message.Split((char[])['\n', '\r', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        int end = line.StartsWith("[ErrorCode:", StringComparison.Ordinal) ? line.IndexOf(']', StringComparison.Ordinal) : -1;
        line = line[(end + 1)..].Trim();
        return line.Length <= Longest ? line : line[..Longest] + "...";
    }
}
