using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The lines of a text file as rows, read anew by each cursor.</summary>
internal sealed class TextDataView(IHostEnvironment env, string path, TextFormat format, TextLayout layout) : IDataView
{
    private const int BatchSize = 64;

    public DataViewSchema Schema => layout.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        MakeCursors(columnsNeeded, 1)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        MakeCursors(columnsNeeded, (int)Math.Clamp(format.MaxRows / BatchSize, 1, CursorSets.SizeOf(n)));

    private DataViewRowCursor[] MakeCursors(IEnumerable<DataViewSchema.Column> columnsNeeded, int count)
    {
        var active = ActiveColumns.Of(Schema, columnsNeeded);
        var lines = new TextLines(path, format.HasHeader, format.MaxRows, count);
        var problems = new TextProblems(env, path, count);
        return [.. Enumerable.Range(0, count).Select(_ => new Cursor(layout, format, active, lines, problems))];
    }

    private sealed class Cursor : RootCursor
    {
        private readonly TextColumnReader[] _readers;
        private readonly FieldScanner _fields;
        private readonly TextLines _lines;
        private readonly TextProblems _problems;
        private readonly int _lastNeeded;
        private List<TextLine> _batch = [];
        private int _next;
        private TextLine _line;
        private bool _disposed;

        public Cursor(TextLayout layout, TextFormat format, bool[] active, TextLines lines, TextProblems problems)
            : base(layout.Schema, active)
        {
            _lines = lines;
            _problems = problems;
            _fields = new FieldScanner(format);
            _readers = [.. layout.Columns.Select((column, i) => active[i] ? TextColumnReader.Of(column, format, problems) : null)];
            var ends = layout.Columns.Where((_, i) => active[i]).SelectMany(column => column.Segments).Select(segment => segment.End ?? int.MaxValue);
            _lastNeeded = ends.Append(1).Max() - 1;
            if (format.InputSize > 0)
                _lastNeeded = Math.Min(_lastNeeded, format.InputSize - 1);
        }

        public override long Batch => _line.Row / BatchSize;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckIsOnRow();
            id = new DataViewRowId((ulong)_line.Row, 0);
        };

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) =>
            _readers[column.Index].Getter(CheckIsOnRow).As<TValue>(column);

        protected override bool MoveNextCore()
        {
            if (_next == _batch.Count)
            {
                _batch = _lines.ReadBatch(BatchSize);
                _next = 0;
                if (_batch.Count == 0)
                    return false;
            }
            _line = _batch[_next++];
            var size = _fields.Scan(_line.Text, _lastNeeded);
            if (_fields.Error is { } error)
                _problems.BadLine(_line.Number, error);
            foreach (var reader in _readers)
                reader?.Read(_fields, size, _line.Number);
            _problems.CountRow();
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _lines.Dispose();
                _problems.Dispose();
            }
            _disposed = true;
            base.Dispose(disposing);
        }
    }
}
