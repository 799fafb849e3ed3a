using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Pipeline;

/// <summary>Adds a stage's columns to single rows, as a <see cref="PredictionEngine{TSrc, TDst}"/> asks for.</summary>
internal sealed class StageRowMapper(DataViewSchema inputSchema, StageBinding binding) : IRowToRowMapper
{
    /// <inheritdoc/>
    public DataViewSchema InputSchema => inputSchema;

    /// <inheritdoc/>
    public DataViewSchema OutputSchema { get; } = binding.OutputSchema(inputSchema);

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        new ActiveColumns(InputSchema, OutputSchema, dependingColumns).Needed(InputSchema, binding);

    /// <inheritdoc/>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new StageRow(input, OutputSchema, binding, new ActiveColumns(InputSchema, OutputSchema, activeColumns));

    /// <summary>A row with the stage's columns, which are worked out when the first of them is read, once a position.</summary>
    private sealed class StageRow : DataViewRow
    {
        private readonly DataViewRow _input;
        private readonly ActiveColumns _active;
        private readonly StageBatch? _batch;
        private long _explained = -1;

        public StageRow(DataViewRow input, DataViewSchema schema, StageBinding binding, ActiveColumns active)
        {
            _input = input;
            _active = active;
            Schema = schema;
            if (active.AnyAdded)
            {
                _batch = binding.CreateBatch(input, 1, output => active[input.Schema.Count + output]);
            }
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!_active[column.Index])
            {
                throw Columns.NotActive(column);
            }
            int own = column.Index - _input.Schema.Count;
            return own < 0
                ? _input.GetGetter<TValue>(_input.Schema[column.Index])
                : _batch!.CreateGetter(own, ExplainedSlot) as ValueGetter<TValue> ?? throw Columns.WrongType(column, typeof(TValue));
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _input.Dispose();
            }
            base.Dispose(disposing);
        }

        private int ExplainedSlot()
        {
            if (_explained != _input.Position)
            {
                _batch!.Read(0);
                _batch.Run(1);
                _explained = _input.Position;
            }
            return 0;
        }
    }
}
