using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>Types of values, to and from the file format.</summary>
internal static class ProtoTypes
{
    public static ValueInfo ToValueInfo(ValueInfoProto proto) => new(proto.Name, ToTensorType(proto.Type));

    public static ValueInfoProto ToProto(ValueInfo value)
    {
        ValueInfoProto proto = new() { Name = value.Name };
        if (value.Type is { } type)
        {
            TypeProto.Types.Tensor tensor = new() { ElemType = (int)type.Element };
            if (type.Shape is { } shape)
            {
                tensor.Shape = new TensorShapeProto();
                tensor.Shape.Dim.AddRange(shape.Select(ToProto));
            }
            proto.Type = new TypeProto { TensorType = tensor };
        }
        return proto;
    }

    private static TensorType? ToTensorType(TypeProto? type) => type?.TensorType is { } tensor
        ? new TensorType((ElementType)tensor.ElemType, tensor.Shape is { } shape ? new TensorShape(shape.Dim.Select(ToDim)) : null)
        : null;

    private static Dim ToDim(TensorShapeProto.Types.Dimension d) => d.ValueCase switch
    {
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when d.DimValue >= 0 => new Dim(d.DimValue),
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when d.DimParam.Length > 0 => new Dim(-1, d.DimParam),
        _ => new Dim(-1),
    };

    private static TensorShapeProto.Types.Dimension ToProto(Dim d) => d switch
    {
        { IsKnown: true } => new() { DimValue = d.Value },
        { Symbol.Length: > 0 } => new() { DimParam = d.Symbol },
        _ => new(),
    };
}
