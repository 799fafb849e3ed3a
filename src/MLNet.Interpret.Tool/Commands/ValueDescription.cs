using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Tool.Commands;

/// <summary>An input or output, as commands print it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its sizes; a text or null where one is not known.</param>
internal sealed record ValueDescription(string Name, string? Type, IEnumerable<object?>? Shape)
{
    public static ValueDescription Of(ValueInfo value) => new(
        value.Name, value.Type?.Element.ToString(), value.Type?.Shape?.Select(d => d.IsKnown ? (object)d.Value : d.Symbol));
}
