using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel),
    "Convert Transform", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Estimator of <see cref="TypeConvertingTransformer"/>; there is nothing to learn.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IHostEnvironment env, DataKind outputKind, (string, string)[] columns)
        : base(env.Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, outputKind, columns))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(Host, pair.inputColumnName);
            Host.CheckParam(!source.IsKey && TypeConvertingTransformer.CanConvert(source.ItemType, Transformer.OutputType),
                nameof(inputSchema), $"Don't know how to convert {source.Name} into {Transformer.OutputType}");
            return new SchemaShape.Column(
                pair.outputColumnName, source.Kind, Transformer.OutputType, isKey: false, source.Annotations);
        }));
    }
}

/// <summary>Converts numbers and booleans to another kind of number or to booleans.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";

    private readonly DataKind _outputKind;

    internal TypeConvertingTransformer(IHostEnvironment env, DataKind outputKind, (string, string)[] columns)
        : base(env.Register(nameof(TypeConvertingTransformer)), columns)
    {
        _outputKind = outputKind;
        OutputType = ColumnTypeExtensions.PrimitiveTypeFromKind(outputKind);
    }

    private TypeConvertingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(TypeConvertingTransformer)), ctx, Version())
    {
        _outputKind = (DataKind)ctx.Reader.ReadByte();
        OutputType = ColumnTypeExtensions.PrimitiveTypeFromKind(_outputKind);
    }

    internal PrimitiveDataViewType OutputType { get; }

    /// <summary>As ML.NET: integers to integers of the same signedness and to real ones, all to booleans.</summary>
    internal static bool CanConvert(DataViewType from, DataViewType to)
    {
        bool real = to.RawType == typeof(float) || to.RawType == typeof(double);
        if (from is not (NumberDataViewType or BooleanDataViewType) || to is not (NumberDataViewType or BooleanDataViewType))
            return false;
        if (real || to is BooleanDataViewType)
            return true;
        return from is BooleanDataViewType ? !IsUnsigned(to) : !IsReal(from) && IsUnsigned(from) == IsUnsigned(to);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_outputKind);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static bool IsReal(DataViewType type) => type.RawType == typeof(float) || type.RawType == typeof(double);

    private static bool IsUnsigned(DataViewType type) => Type.GetTypeCode(type.RawType)
        is TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64;

    private static VersionInfo Version() => new("CONVERTF", 0x00010004, 0x00010004, 0x00010004,
        typeof(TypeConvertingTransformer).Assembly.FullName, LoaderSignature);

    private sealed class Mapper : OneToOneMapper
    {
        private readonly TypeConvertingTransformer _parent;

        public Mapper(TypeConvertingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
            _parent = parent;
            foreach (DataViewSchema.Column source in Inputs)
                parent.Host.CheckParam(CanConvert(source.Type.GetItemType(), parent.OutputType), nameof(inputSchema),
                    $"source column '{source.Name}' with item type '{source.Type}' is not compatible with destination " +
                    $"type '{parent.OutputType}'");
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Inputs.Select((source, i) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            bool toNumber = _parent.OutputType is NumberDataViewType;
            if (source.Type.IsKnownSizeVector())
                annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            if (source.Type.GetItemType() is NumberDataViewType && toNumber)
                annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.IsNormalized);
            if (source.Type is BooleanDataViewType && toNumber)
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName,
                source.Type is VectorDataViewType vector
                    ? new VectorDataViewType(_parent.OutputType, vector.Dimensions)
                    : _parent.OutputType,
                annotations.ToAnnotations());
        })];

        protected override Delegate CreateGetter(DataViewRow input, int output)
        {
            DataViewSchema.Column source = Inputs[output];
            Type from = source.Type.GetItemType().RawType, to = _parent.OutputType.RawType;
            if (from == to)
                return input.GetterOf(source);
            if (from == typeof(bool))
                return GenericCall.Of<Delegate>(to, FromBoolean<int>, input, source);
            return to == typeof(bool)
                ? GenericCall.Of<Delegate>(from, ToBoolean<int>, input, source)
                : GenericCall.Of<Delegate>(from, FromNumber<int>, input, source, to);
        }

        private static Delegate FromBoolean<TTo>(DataViewRow input, DataViewSchema.Column source)
            where TTo : INumber<TTo> => Getter(input, source, (bool b) => b ? TTo.One : TTo.Zero);

        private static Delegate ToBoolean<TFrom>(DataViewRow input, DataViewSchema.Column source)
            where TFrom : INumber<TFrom> => Getter(input, source, (TFrom value) => value != TFrom.Zero);

        private static Delegate FromNumber<TFrom>(DataViewRow input, DataViewSchema.Column source, Type to)
            where TFrom : INumber<TFrom> => Type.GetTypeCode(to) switch
            {
                TypeCode.SByte => Getter(input, source, (TFrom v) => sbyte.CreateTruncating(v)),
                TypeCode.Byte => Getter(input, source, (TFrom v) => byte.CreateTruncating(v)),
                TypeCode.Int16 => Getter(input, source, (TFrom v) => short.CreateTruncating(v)),
                TypeCode.UInt16 => Getter(input, source, (TFrom v) => ushort.CreateTruncating(v)),
                TypeCode.Int32 => Getter(input, source, (TFrom v) => int.CreateTruncating(v)),
                TypeCode.UInt32 => Getter(input, source, (TFrom v) => uint.CreateTruncating(v)),
                TypeCode.Int64 => Getter(input, source, (TFrom v) => long.CreateTruncating(v)),
                TypeCode.UInt64 => Getter(input, source, (TFrom v) => ulong.CreateTruncating(v)),
                TypeCode.Single => Getter(input, source, (TFrom v) => float.CreateTruncating(v)),
                _ => Getter(input, source, (TFrom v) => double.CreateTruncating(v)),
            };

        private static Delegate Getter<TFrom, TTo>(
            DataViewRow input, DataViewSchema.Column source, Func<TFrom, TTo> convert)
        {
            if (source.Type is not VectorDataViewType)
            {
                ValueGetter<TFrom> scalar = input.GetGetter<TFrom>(source);
                TFrom value = default;
                return (ValueGetter<TTo>)((ref TTo destination) =>
                {
                    scalar(ref value);
                    destination = convert(value);
                });
            }
            ValueGetter<VBuffer<TFrom>> vector = input.GetGetter<VBuffer<TFrom>>(source);
            VBuffer<TFrom> values = default;
            return (ValueGetter<VBuffer<TTo>>)((ref VBuffer<TTo> destination) =>
            {
                vector(ref values);
                ReadOnlySpan<TFrom> from = values.GetValues();
                VBufferEditor<TTo> editor = VBufferEditor.Create(ref destination, values.Length, from.Length);
                for (int i = 0; i < from.Length; i++)
                    editor.Values[i] = convert(from[i]);
                if (!values.IsDense)
                    values.GetIndices().CopyTo(editor.Indices);
                destination = editor.Commit();
            });
        }
    }
}
