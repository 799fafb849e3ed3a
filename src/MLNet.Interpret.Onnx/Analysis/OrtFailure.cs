using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Turns ONNX Runtime's errors into one clear line.</summary>
internal static partial class OrtFailure
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
            throw new InvalidDataException($"ONNX Runtime does not accept {what}: {OneLine(e)}{Remedy(e.Message)}", e);
        }
    }

    /// <summary>A message as one line, without codes and places in ONNX Runtime's sources.</summary>
    public static string OneLine(Exception e)
    {
        const int Longest = 400;
        string line = Noise().Replace(Blanks().Replace(e.Message, " "), "").Trim();
        return line.Length <= Longest ? line : line[..Longest] + "...";
    }

    /// <summary>Newer forms of some operators, and some types, have no kernel where older ones have.</summary>
    private static string Remedy(string message) => Missing().Match(message) is { Success: true } found && int.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture) > Opset.Target
        ? $". Export the network again with opset_version={int.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture) - 1} or older, or without {found.Groups[1].Value}."
        : "";

    [GeneratedRegex(@"Could not find an implementation for (\w+)\((\d+)\)")]
    private static partial Regex Missing();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // "[ErrorCode:Fail] ", "[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : ", "/path/reshape.h:43 ns::Class::Method(int, const T&) "
    [GeneratedRegex(@"\[ErrorCode:\w+\] |Non-zero status code returned while |Status Message: |\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : |/\S+\.(cc|h|cpp):\d+ [^()]*\([^()]*\) (const )?")]
    private static partial Regex Noise();
}
