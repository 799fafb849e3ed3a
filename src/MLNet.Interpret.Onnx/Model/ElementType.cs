namespace MLNet.Interpret.Onnx;

/// <summary>The type of a tensor's elements, numbered as in an ONNX file.</summary>
public enum ElementType
{
    /// <summary>Not known.</summary>
    Undefined = 0,
    /// <summary>32-bit floating point.</summary>
    Float = 1,
    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 2,
    /// <summary>8-bit signed integer.</summary>
    Int8 = 3,
    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 4,
    /// <summary>16-bit signed integer.</summary>
    Int16 = 5,
    /// <summary>32-bit signed integer.</summary>
    Int32 = 6,
    /// <summary>64-bit signed integer.</summary>
    Int64 = 7,
    /// <summary>Text.</summary>
    String = 8,
    /// <summary>Boolean.</summary>
    Bool = 9,
    /// <summary>16-bit floating point (IEEE half).</summary>
    Float16 = 10,
    /// <summary>64-bit floating point.</summary>
    Double = 11,
    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 12,
    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 13,
    /// <summary>Complex number of two 32-bit floats.</summary>
    Complex64 = 14,
    /// <summary>Complex number of two 64-bit floats.</summary>
    Complex128 = 15,
    /// <summary>16-bit floating point with float32's exponent.</summary>
    BFloat16 = 16,
    /// <summary>8-bit floating point of 4 bits of exponent, finite.</summary>
    Float8E4M3FN = 17,
    /// <summary>8-bit floating point of 4 bits of exponent, finite, without a negative zero.</summary>
    Float8E4M3FNUZ = 18,
    /// <summary>8-bit floating point of 5 bits of exponent.</summary>
    Float8E5M2 = 19,
    /// <summary>8-bit floating point of 5 bits of exponent, finite, without a negative zero.</summary>
    Float8E5M2FNUZ = 20,
    /// <summary>4-bit unsigned integer.</summary>
    UInt4 = 21,
    /// <summary>4-bit signed integer.</summary>
    Int4 = 22,
    /// <summary>4-bit floating point of 2 bits of exponent.</summary>
    Float4E2M1 = 23,
    /// <summary>A power of two of 8 bits.</summary>
    Float8E8M0 = 24,
    /// <summary>2-bit unsigned integer.</summary>
    UInt2 = 25,
    /// <summary>2-bit signed integer.</summary>
    Int2 = 26,
}

/// <summary>Questions about element types.</summary>
public static class ElementTypes
{
    /// <summary>Whether a derivative with respect to values of this type exists.</summary>
    public static bool IsDifferentiable(this ElementType type) =>
        type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>The number of bytes of an element; 0 where it is not fixed or not known.</summary>
    internal static int SizeOf(ElementType type) => type switch
    {
        ElementType.Bool or ElementType.Int8 or ElementType.UInt8 => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Double or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => 0,
    };
}
