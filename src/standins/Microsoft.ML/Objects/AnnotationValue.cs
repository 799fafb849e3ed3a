using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Turns what a user annotates a column with into what a column holds.</summary>
internal static class AnnotationValue
{
    public static Delegate Getter<T>(T value, DataViewType type)
    {
        var itemType = ColumnMember.ItemTypeOf("annotation value", typeof(T), out var isVector);
        if (isVector != type is VectorDataViewType)
            throw Contracts.Except($"Value inputted is supposed to be {(isVector ? "vector" : "scalar")}, but type of Annotationinfo is "
                + $"{(isVector ? "scalar" : "vector")}");
        if (itemType != type.GetItemType().RawType)
            throw Contracts.Except($"Value inputted is supposed to have Type {itemType}, but type of Annotationinfo has {type.GetItemType().RawType}");
        return value switch
        {
            string text => Scalar(text.AsMemory()),
            string[] texts => Vector(Array.ConvertAll(texts, text => text.AsMemory())),
            Array => GenericCall.Of<Delegate>(itemType, Vector<int>, value),
            _ when isVector => GenericCall.Of<Delegate>(itemType, Copied<int>, value),
            _ => Scalar(value),
        };
    }

    private static ValueGetter<T> Scalar<T>(T value) => (ref T destination) => destination = value;

    private static ValueGetter<VBuffer<T>> Vector<T>(T[] values) =>
        (ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length);

    private static ValueGetter<VBuffer<T>> Copied<T>(VBuffer<T> value) =>
        (ref VBuffer<T> destination) => value.CopyTo(ref destination);
}
