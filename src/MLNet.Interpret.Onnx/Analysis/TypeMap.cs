using System.Diagnostics.CodeAnalysis;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>What is known of the type of every value in a model.</summary>
public sealed class TypeMap
{
    private readonly IReadOnlyDictionary<string, TensorType> _types;

    /// <summary>A map of values' names to their types.</summary>
    public TypeMap(IReadOnlyDictionary<string, TensorType> types) => _types = types;

    /// <summary>The type of a value.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is known of that value.</exception>
    public TensorType this[string name] => _types.TryGetValue(name, out TensorType? type)
        ? type
        : throw new KeyNotFoundException($"Nothing is known of the type of the value '{name}'.");

    /// <summary>The type of a value, if it is known.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorType? type) => _types.TryGetValue(name, out type);

    /// <summary>This map with the types of more values.</summary>
    internal TypeMap With(IReadOnlyDictionary<string, TensorType> more) =>
        more.Count == 0 ? this : new(new Dictionary<string, TensorType>([.. _types, .. more]));

    /// <summary>States in a model the types of its values, where it states none yet.</summary>
    internal void StateIn(OnnxModel model)
    {
        foreach (string value in model.Nodes.SelectMany(n => n.Outputs))
        {
            if (TryGet(value, out TensorType? type))
            {
                model.Stated.TryAdd(value, type);
            }
        }
    }
}
