using System.Numerics.Tensors;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Refuses NaN and infinities where data comes in.</summary>
public static class Finite
{
    /// <summary>Checks that all numbers of a tensor are finite.</summary>
    /// <param name="name">What a message calls the tensor.</param>
    /// <param name="tensor">The tensor, whose first dimension counts rows.</param>
    /// <exception cref="ArgumentException">A number is not; the message names its row and element.</exception>
    public static void Check(string name, TensorBuffer tensor)
    {
        switch (tensor)
        {
            case TensorBuffer<float> floats:
                Refuse(FirstThatIsNot(floats.Values.Span), i => floats.Values.Span[i]);
                break;
            case TensorBuffer<double> doubles:
                Refuse(FirstThatIsNot(doubles.Values.Span), i => doubles.Values.Span[i]);
                break;
        }

        void Refuse(int at, Func<int, double> value)
        {
            if (at >= 0)
            {
                int row = tensor.Shape.Count == 0 ? 0 : at / tensor.RowSize, element = tensor.Shape.Count == 0 ? 0 : at % tensor.RowSize;
                throw new ArgumentException(
                    $"'{name}' has {Text(value(at))} in row {row}, element {element} (both from 0); every number must be finite. Replace or drop such rows.");
            }
        }
    }

    /// <summary>The index of the first number that is NaN or an infinity; -1 where all are finite.</summary>
    public static int FirstThatIsNot(ReadOnlySpan<float> numbers) =>
        // A sum that is finite has finite parts; one that is not may only have overflowed.
        float.IsFinite(TensorPrimitives.SumOfMagnitudes(numbers)) ? -1 : numbers.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);

    /// <inheritdoc cref="FirstThatIsNot(ReadOnlySpan{float})"/>
    public static int FirstThatIsNot(ReadOnlySpan<double> numbers) =>
        double.IsFinite(TensorPrimitives.SumOfMagnitudes(numbers)) ? -1 : numbers.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue);

    private static string Text(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
