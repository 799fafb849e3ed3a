using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Scales the values of one column.</summary>
internal abstract class ColumnNormalizer(DataViewType type)
{
    public DataViewType Type => type;

    public abstract NormalizingTransformer.NormalizerModelParametersBase Parameters { get; }

    public abstract Delegate CreateGetter(DataViewRow input, DataViewSchema.Column source);

    public void Save(ModelSaveContext ctx)
    {
        TypeCodec.Write(ctx.Writer, type);
        ctx.Writer.Write(this is ICdfNormalizer);
        SaveSlots(ctx.Writer);
    }

    public static ColumnNormalizer Load(ModelLoadContext ctx)
    {
        DataViewType type = TypeCodec.Read(ctx.Reader);
        bool cdf = ctx.Reader.ReadBoolean();
        return type.GetItemType().RawType == typeof(float)
            ? Load<float>(ctx.Reader, type, cdf)
            : Load<double>(ctx.Reader, type, cdf);
    }

    protected abstract void SaveSlots(BinaryWriter writer);

    private static ColumnNormalizer Load<T>(BinaryReader reader, DataViewType type, bool cdf)
        where T : struct, IFloatingPointIeee754<T>
    {
        T[] first = Read<T>(reader, type.GetValueCount()), second = Read<T>(reader, type.GetValueCount());
        return cdf ? new CdfNormalizer<T>(type, first, second) : new AffineNormalizer<T>(type, first, second);
    }

    private static T[] Read<T>(BinaryReader reader, int count)
    {
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = ValueCodec<T>.Instance.Read(reader);
        return values;
    }
}

/// <summary>Marks the normalisers to a cumulative probability.</summary>
internal interface ICdfNormalizer;

/// <summary>Scales each slot by two numbers of its own.</summary>
internal abstract class SlotNormalizer<T>(DataViewType type, T[] first, T[] second) : ColumnNormalizer(type)
    where T : struct, IFloatingPointIeee754<T>
{
    protected T[] First => first;

    protected T[] Second => second;

    protected bool IsVector => Type is VectorDataViewType;

    /// <summary>Whether slots that a sparse vector leaves out stay left out.</summary>
    protected abstract bool KeepsSparse { get; }

    public override Delegate CreateGetter(DataViewRow input, DataViewSchema.Column source)
    {
        if (!IsVector)
        {
            ValueGetter<T> scalar = input.GetGetter<T>(source);
            return (ValueGetter<T>)((ref T destination) =>
            {
                scalar(ref destination);
                destination = Map(destination, 0);
            });
        }
        ValueGetter<VBuffer<T>> vector = input.GetGetter<VBuffer<T>>(source);
        VBuffer<T> read = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            vector(ref read);
            if (read.Length != first.Length)
                throw Contracts.Except(
                    $"Column '{source.Name}': normalizer expected {first.Length} slots but got {read.Length}");
            MapVector(in read, ref destination);
        });
    }

    protected abstract T Map(T value, int slot);

    protected override void SaveSlots(BinaryWriter writer)
    {
        foreach (T value in first.Concat(second))
            ValueCodec<T>.Instance.Write(writer, value);
    }

    private void MapVector(in VBuffer<T> source, ref VBuffer<T> destination)
    {
        ReadOnlySpan<T> values = source.GetValues();
        if (source.IsDense || !KeepsSparse)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref destination, source.Length);
            source.CopyTo(dense.Values);
            for (int i = 0; i < source.Length; i++)
                dense.Values[i] = Map(dense.Values[i], i);
            destination = dense.Commit();
            return;
        }
        VBufferEditor<T> sparse = VBufferEditor.Create(ref destination, source.Length, values.Length);
        ReadOnlySpan<int> indices = source.GetIndices();
        indices.CopyTo(sparse.Indices);
        for (int i = 0; i < values.Length; i++)
            sparse.Values[i] = Map(values[i], indices[i]);
        destination = sparse.Commit();
    }
}

/// <summary>(x - offset) * scale.</summary>
internal sealed class AffineNormalizer<T>(DataViewType type, T[] scale, T[] offset)
    : SlotNormalizer<T>(type, scale, offset)
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly bool _hasOffset = offset.Any(o => o != T.Zero);

    private T[] Scale => First;

    private T[] Offset => Second;

    // A vector without offsets has none, rather than zeros.
    public override NormalizingTransformer.NormalizerModelParametersBase Parameters => IsVector
        ? new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>(
            [.. Scale], _hasOffset ? [.. Offset] : [])
        : new NormalizingTransformer.AffineNormalizerModelParameters<T>(Scale[0], Offset[0]);

    protected override bool KeepsSparse => !_hasOffset;

    protected override T Map(T value, int slot) => (value - Offset[slot]) * Scale[slot];
}

/// <summary>The normal distribution's cumulative probability; of what is not finite, and without variance, 0.</summary>
internal sealed class CdfNormalizer<T>(DataViewType type, T[] mean, T[] deviation)
    : SlotNormalizer<T>(type, mean, deviation), ICdfNormalizer
    where T : struct, IFloatingPointIeee754<T>
{
    private T[] Mean => First;

    private T[] Deviation => Second;

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters => IsVector
        ? new NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<T>>([.. Mean], [.. Deviation], useLog: false)
        : new NormalizingTransformer.CdfNormalizerModelParameters<T>(Mean[0], Deviation[0], useLog: false);

    // ML.NET leaves them out, although 0 itself is mapped elsewhere.
    protected override bool KeepsSparse => true;

    protected override T Map(T value, int slot)
    {
        if (!(Deviation[slot] > T.Epsilon) || !T.IsFinite(value))
            return T.Zero;
        // Winitzki's approximation of erf, which is what ML.NET computes.
        T z = (value - Mean[slot]) / Deviation[slot], square = z * z / T.CreateChecked(2);
        T a = T.CreateTruncating(0.147) * square;
        double exponent = -double.CreateTruncating(square) * (4 / Math.PI + double.CreateTruncating(a))
            / double.CreateTruncating(T.One + a);
        return T.CreateTruncating(0.5 + 0.5 * T.Sign(z) * Math.Sqrt(1 - Math.Exp(exponent)));
    }
}
