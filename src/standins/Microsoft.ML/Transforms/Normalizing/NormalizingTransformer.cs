using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(NormalizingTransformer), null, typeof(SignatureLoadModel),
    "", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Brings columns of numbers to a common scale.</summary>
public sealed partial class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";

    private readonly ColumnNormalizer[] _normalizers;

    internal NormalizingTransformer(
        IHostEnvironment env, (string, string)[] columns, ColumnNormalizer[] normalizers)
        : base(env.Register(nameof(NormalizingTransformer)), columns) => _normalizers = normalizers;

    private NormalizingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(NormalizingTransformer)), ctx, Version()) =>
        _normalizers = [.. ColumnPairs.Select(_ => ColumnNormalizer.Load(ctx))];

    /// <summary>The numbers that a column is scaled by.</summary>
    /// <param name="index">The column's place among those that this stage makes.</param>
    /// <returns>
    /// <see cref="AffineNormalizerModelParameters{TData}"/> or <see cref="CdfNormalizerModelParameters{TData}"/>, of
    /// float or double for a scalar column and of <see cref="ImmutableArray{T}"/> of these for a vector.
    /// </returns>
    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        Host.CheckParam(index >= 0 && index < _normalizers.Length, nameof(index),
            $"There is no column {index} among {_normalizers.Length}");
        return _normalizers[index].Parameters;
    }

    internal static DataViewSchema.Column FindSource(IHost host, DataViewSchema inputSchema, string name)
    {
        DataViewSchema.Column source = inputSchema.GetColumnOrNull(name)
            ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        DataViewType item = source.Type.GetItemType();
        if (source.Type.GetValueCount() == 0
            || !item.Equals(NumberDataViewType.Single) && !item.Equals(NumberDataViewType.Double))
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name,
                "scalar or known-size vector of Single", source.Type.ToString());
        return source;
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
        foreach (ColumnNormalizer normalizer in _normalizers)
            normalizer.Save(ctx);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo Version() => new("NORMALZR", 0x00010002, 0x00010002, 0x00010002,
        typeof(NormalizingTransformer).Assembly.FullName, LoaderSignature);

    private sealed class Mapper : OneToOneMapper
    {
        private readonly NormalizingTransformer _parent;

        public Mapper(NormalizingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
            _parent = parent;
            for (int i = 0; i < Inputs.Length; i++)
            {
                FindSource(parent.Host, inputSchema, Inputs[i].Name);
                if (!Inputs[i].Type.SameSizeAndItemType(parent._normalizers[i].Type))
                    throw parent.Host.ExceptSchemaMismatch(nameof(inputSchema), "input", Inputs[i].Name,
                        parent._normalizers[i].Type.ToString(), Inputs[i].Type.ToString());
            }
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Inputs.Select((source, i) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName,
                _parent._normalizers[i].Type, annotations.ToAnnotations());
        })];

        protected override Delegate CreateGetter(DataViewRow input, int output) =>
            _parent._normalizers[output].CreateGetter(input, Inputs[output]);
    }

    /// <summary>The numbers that a column is scaled by.</summary>
    public abstract class NormalizerModelParametersBase
    {
        private protected NormalizerModelParametersBase()
        {
        }
    }

    /// <summary>The column becomes (x - <see cref="Offset"/>) * <see cref="Scale"/>.</summary>
    /// <typeparam name="TData">A number, or an array of one number for each slot.</typeparam>
    public sealed class AffineNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal AffineNormalizerModelParameters(TData scale, TData offset)
        {
            Scale = scale;
            Offset = offset;
        }

        /// <summary>What is multiplied by.</summary>
        public TData Scale { get; }

        /// <summary>What is subtracted first; for a vector without offsets an empty array.</summary>
        public TData Offset { get; }
    }

    /// <summary>The column becomes the normal distribution's cumulative probability.</summary>
    /// <typeparam name="TData">A number, or an array of one number for each slot.</typeparam>
    public sealed class CdfNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal CdfNormalizerModelParameters(TData mean, TData stddev, bool useLog)
        {
            Mean = mean;
            StandardDeviation = stddev;
            UseLog = useLog;
        }

        /// <summary>The distribution's mean.</summary>
        public TData Mean { get; }

        /// <summary>The distribution's standard deviation.</summary>
        public TData StandardDeviation { get; }

        /// <summary>Whether the logarithm is taken first.</summary>
        public bool UseLog { get; }
    }
}
