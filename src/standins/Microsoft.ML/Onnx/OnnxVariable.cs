using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An input or an output of a network, with the type that its column has.</summary>
internal sealed class OnnxVariable
{
    public OnnxVariable(string name, NodeMetadata metadata, Dictionary<string, OnnxSignature.Tensor> declared,
        IDictionary<string, int[]> shapes)
    {
        Name = name;
        if (!metadata.IsTensor || !declared.TryGetValue(name, out OnnxSignature.Tensor tensor))
            throw Contracts.Except($"'{name}' of the ONNX model is no tensor, but a {metadata.OnnxValueType}");
        PrimitiveDataViewType item = ItemTypeOf(name, tensor.ElementType);
        if (shapes.TryGetValue(name, out int[] given))
        {
            if (given.Length != metadata.Dimensions.Length
                || given.Zip(metadata.Dimensions).Any(d => d.First != d.Second && d.First > 0 && d.Second > 0))
                throw Contracts.ExceptParam(nameof(shapes), $"The specified shape {string.Join(",", given)} of '{name}' is " +
                    $"not compatible with the shape {string.Join(",", metadata.Dimensions)} loaded from the ONNX model file.");
            Shape = given;
            DataViewType = tensor.Dimensions.Length == 0 ? item
                : given.All(d => d > 0) ? new VectorDataViewType(item, given)
                : new VectorDataViewType(item);
            return;
        }
        Shape = metadata.Dimensions;
        // An open first dimension is the batch, and ML.NET's batches are single rows.
        int[] dimensions = [.. tensor.Dimensions];
        if (dimensions is [0, ..])
            dimensions[0] = 1;
        DataViewType = dimensions.Length == 0 ? item
            : dimensions.All(d => d > 0) ? new VectorDataViewType(item, dimensions)
            : new VectorDataViewType(item);
    }

    public string Name { get; }

    /// <summary>The dimensions, not positive where open.</summary>
    public int[] Shape { get; }

    public DataViewType DataViewType { get; }

    /// <summary>The shape of one row: the open first dimension is 1, another open one is 0.</summary>
    public int[] RowShape()
    {
        int[] shape = Shape.Length == 0 ? [1] : [.. Shape.Select((d, i) => d < 0 && i == 0 ? 1 : Math.Max(d, 0))];
        if (shape.Count(d => d == 0) > 1)
            throw Contracts.ExceptParam(Name, "Only 1 unknown dimension is allowed");
        return shape;
    }

    // The codes are those of TensorProto.DataType.
    private static PrimitiveDataViewType ItemTypeOf(string name, int elementType) => elementType switch
    {
        1 => NumberDataViewType.Single,
        2 => NumberDataViewType.Byte,
        3 => NumberDataViewType.SByte,
        4 => NumberDataViewType.UInt16,
        5 => NumberDataViewType.Int16,
        6 => NumberDataViewType.Int32,
        7 => NumberDataViewType.Int64,
        9 => BooleanDataViewType.Instance,
        11 => NumberDataViewType.Double,
        12 => NumberDataViewType.UInt32,
        13 => NumberDataViewType.UInt64,
        _ => throw Contracts.Except($"Unsupported ONNX scalar type of '{name}': {elementType}"),
    };
}
