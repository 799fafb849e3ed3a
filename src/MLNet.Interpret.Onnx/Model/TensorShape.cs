using System.Collections;

namespace MLNet.Interpret.Onnx;

/// <summary>One dimension of a tensor: a number, a named unknown (such as a batch size), or an unnamed unknown.</summary>
/// <param name="Value">The size, or -1 where it is not known.</param>
/// <param name="Symbol">The unknown's name; dimensions of the same name have the same size.</param>
public readonly record struct Dim(long Value, string? Symbol = null)
{
    /// <summary>Whether the size is a number.</summary>
    public bool IsKnown => Value >= 0;

    /// <summary>Whether both are certainly of one size: the same number, or the same name.</summary>
    public bool SurelyEquals(Dim other) =>
        IsKnown ? Value == other.Value : Symbol is { Length: > 0 } && Symbol == other.Symbol && !other.IsKnown;

    /// <summary>A dimension of known size.</summary>
    public static implicit operator Dim(long value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => IsKnown ? $"{Value}" : Symbol ?? "?";
}

/// <summary>The shape of a tensor: its dimensions, outermost first.</summary>
public sealed class TensorShape : IReadOnlyList<Dim>
{
    private readonly Dim[] _dims;

    /// <summary>A shape of these dimensions.</summary>
    public TensorShape(IEnumerable<Dim> dims) => _dims = [.. dims];

    /// <summary>A shape of these sizes; -1 is an unnamed unknown.</summary>
    public TensorShape(params ReadOnlySpan<long> dims)
    {
        _dims = new Dim[dims.Length];
        for (int i = 0; i < dims.Length; i++)
        {
            _dims[i] = new Dim(dims[i]);
        }
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => _dims.Length;

    /// <inheritdoc/>
    public int Count => _dims.Length;

    /// <inheritdoc/>
    public Dim this[int index] => _dims[index];

    /// <summary>Whether every size is a number.</summary>
    public bool IsStatic => Array.TrueForAll(_dims, d => d.IsKnown);

    /// <summary>The sizes as numbers.</summary>
    /// <exception cref="InvalidOperationException">A size is not known.</exception>
    public long[] Sizes => IsStatic
        ? Array.ConvertAll(_dims, d => d.Value)
        : throw new InvalidOperationException($"The shape {this} has unknown sizes; fix the batch size to make them known.");

    /// <summary>The number of elements of a static shape.</summary>
    public long ElementCount => Product(0, Rank);

    /// <summary>The product of the sizes from one axis (included) to another (excluded).</summary>
    public long Product(int from, int to)
    {
        long product = 1;
        for (int i = from; i < to; i++)
        {
            product *= _dims[i].IsKnown
                ? _dims[i].Value
                : throw new InvalidOperationException($"The shape {this} has unknown sizes; fix the batch size to make them known.");
        }
        return product;
    }

    /// <summary>Whether both are certainly the same shape.</summary>
    public bool SurelyEquals(TensorShape other)
    {
        if (Rank != other.Rank)
        {
            return false;
        }
        for (int i = 0; i < Rank; i++)
        {
            if (!_dims[i].SurelyEquals(other._dims[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>An axis counted from the start, where <paramref name="axis"/> may count from the end (-1 is the last).</summary>
    public int Axis(long axis) => (int)(axis < 0 ? axis + Rank : axis);

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _dims.GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", _dims)}]";
}

/// <summary>What is known of a value's type: its elements and its shape.</summary>
/// <param name="Element">The type of the elements.</param>
/// <param name="Shape">The shape, or null where not even the rank is known.</param>
public sealed record TensorType(ElementType Element, TensorShape? Shape)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Element}{Shape?.ToString() ?? "[...]"}";
}

/// <summary>A named value with its type: an input or output of a model.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">Its type; null where the model does not say.</param>
public sealed record ValueInfo(string Name, TensorType? Type);
