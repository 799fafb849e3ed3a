using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Runs a network on the row that its input stands on, once for all active outputs.</summary>
internal sealed class OnnxRowMapper : RowMapper
{
    private readonly OnnxTransformer _parent;
    private readonly DataViewSchema.Column[] _columns;
    private readonly int[][] _shapes;

    public OnnxRowMapper(OnnxTransformer parent, DataViewSchema inputSchema) : base(inputSchema)
    {
        _parent = parent;
        _columns = new DataViewSchema.Column[parent.Inputs.Length];
        _shapes = new int[parent.Inputs.Length][];
        for (int i = 0; i < _columns.Length; i++)
        {
            OnnxVariable input = parent.Model.GetInput(parent.Inputs[i]);
            _shapes[i] = input.RowShape();
            _columns[i] = inputSchema.GetColumnOrNull(input.Name)
                ?? throw Contracts.ExceptSchemaMismatch(null, nameof(inputSchema), "input", input.Name);
            DataViewType item = _columns[i].Type.GetItemType(), expected = input.DataViewType.GetItemType();
            if (!item.Equals(expected) && (item is not KeyDataViewType || item.RawType != expected.RawType))
                throw Contracts.ExceptSchemaMismatch(null, nameof(inputSchema), "input", input.Name,
                    expected.ToString(), _columns[i].Type.ToString());
            int expectedCount = _shapes[i].Aggregate(1, (product, d) => product * d);
            int count = _columns[i].Type.GetValueCount();
            if (expectedCount > 0 && count % expectedCount != 0)
                throw Contracts.Except($"Input shape mismatch: Input '{input.Name}' has shape " +
                    $"{string.Join(",", _shapes[i])}, but input data is of length {count}.");
        }
    }

    public override IEnumerable<int> DependenciesOf(int output) => _columns.Select(c => c.Index);

    public override Delegate[] CreateGetters(DataViewRow input, bool[] active, out Action dispose)
    {
        string[] outputs = [.. _parent.Outputs.Where((_, i) => active[i])];
        Func<NamedOnnxValue>[] feeds = [.. _columns.Select((column, i) => GenericCall.Of<Func<NamedOnnxValue>>(
            column.Type.GetItemType().RawType, Feed<int>, input, column, _shapes[i]))];
        var run = new RowRun(_parent.Model, input, feeds, outputs);
        dispose = run.Dispose;
        return [.. _parent.Outputs.Select((name, i) => !active[i] ? null : GenericCall.Of<Delegate>(
            _parent.OutputTypes[i].GetItemType().RawType, Output<int>, run, name))];
    }

    protected override DataViewSchema.DetachedColumn[] MakeOutputColumns()
    {
        const string suffix = ".output";
        return [.. _parent.Outputs.Select((name, i) =>
        {
            if (_parent.OutputTypes[i] is not VectorDataViewType)
                throw Contracts.Except($"Output '{name}' of the ONNX model has no dimensions");
            return new DataViewSchema.DetachedColumn(
                name.EndsWith(suffix, StringComparison.Ordinal) ? name.Replace(suffix, "", StringComparison.Ordinal) : name,
                _parent.OutputTypes[i]);
        })];
    }

    private static Func<NamedOnnxValue> Feed<T>(DataViewRow input, DataViewSchema.Column column, int[] shape)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            ValueGetter<T> scalar = input.GetGetter<T>(column);
            return () =>
            {
                var value = new T[1];
                scalar(ref value[0]);
                return NamedOnnxValue.CreateFromTensor(column.Name, new DenseTensor<T>(value, [1, 1]));
            };
        }
        ValueGetter<VBuffer<T>> getter = input.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        int open = Array.IndexOf(shape, 0);
        int product = shape.Where(d => d > 0).Aggregate(1, (p, d) => p * d);
        return () =>
        {
            getter(ref buffer);
            var values = new T[buffer.Length];
            buffer.CopyTo(values);
            int[] dimensions = shape;
            // As ML.NET: only a vector whose size varies settles an open dimension.
            if (!vector.IsKnownSize && open >= 0)
            {
                dimensions = [.. shape];
                dimensions[open] = values.Length / product;
            }
            return NamedOnnxValue.CreateFromTensor(column.Name, new DenseTensor<T>(values, dimensions));
        };
    }

    private static ValueGetter<VBuffer<T>> Output<T>(RowRun run, string name) => (ref VBuffer<T> destination) =>
    {
        var tensor = run.Output(name).AsTensor<T>() as DenseTensor<T> ?? throw Contracts.Except(
            $"Output column {name} doesn't contain a DenseTensor of expected type {typeof(T)}");
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, (int)tensor.Length);
        tensor.Buffer.Span.CopyTo(editor.Values);
        destination = editor.Commit();
    };

    /// <summary>The outputs for the row that the input stood on last.</summary>
    private sealed class RowRun(OnnxModel model, DataViewRow row, Func<NamedOnnxValue>[] feeds, string[] outputs)
        : IDisposable
    {
        private long _position = -1;
        private IDisposableReadOnlyCollection<DisposableNamedOnnxValue> _values;

        public NamedOnnxValue Output(string name)
        {
            if (_position != row.Position)
            {
                NamedOnnxValue[] inputs = [.. feeds.Select(f => f())];
                _values?.Dispose();
                _values = null;
                _values = model.Run(inputs, outputs);
                _position = row.Position;
            }
            return _values.First(v => v.Name == name);
        }

        public void Dispose() => _values?.Dispose();
    }
}
