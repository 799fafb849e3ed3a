using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;

namespace MLNet.Interpret.Tests.Pipeline;

/// <summary>A stage reads ahead, but what comes out is what a row-by-row stage would give: the source's rows, in order, with columns added.</summary>
public class ReadingTests
{
    private const int Count = 100;

    private readonly MLContext _ml = new(1);
    private readonly IDataView _source;
    private readonly IDataView _explained;

    public ReadingTests()
    {
        _source = Sample.Table(_ml, Count);
        _explained = Explain(_source);
    }

    [Fact]
    public void Every_row_has_the_attributions_of_the_plain_class()
    {
        using SaliencyExplainer explainer = new(SmallNetworks.Smooth());
        float[] x = [.. Sample.Rows(Count).SelectMany(r => r.Features)];
        float[] expected = explainer.Explain(TensorBuffer.Of(x, Count, 3)).Attribution.Span<float>().ToArray();
        Assert.Equal(expected, _explained.GetColumn<float[]>("Attribution").SelectMany(v => v).ToArray(), Near);
    }

    [Fact]
    public void Rows_pass_through_in_order_with_their_values_ids_and_number()
    {
        Assert.Equal(_source.GetRowCount(), _explained.GetRowCount());
        List<Read> before = ReadAll(_source, false), after = ReadAll(_explained, true);
        Assert.Equal(Count, after.Count);
        Assert.Equal(before.Select(r => r with { Attribution = 0 }), after.Select(r => r with { Attribution = 0 }));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), after.Select(r => r.Position));
    }

    [Fact]
    public void A_reader_that_asks_for_no_explanation_costs_none()
    {
        // An explanation of NaN is refused, so that none is refused shows that none is made.
        Sample[] rows = [.. Sample.Rows(20)];
        rows[7].Features[1] = float.NaN;
        IDataView explained = Explain(_ml.Data.LoadFromEnumerable(rows));
        Assert.Equal(Enumerable.Range(0, 20), explained.GetColumn<int>("Id"));
        Exception refused = Assert.ThrowsAny<Exception>(() => explained.GetColumn<float[]>("Attribution").ToArray());
        Assert.Contains("The column 'Features' has NaN in row 7 (from 0), element 1", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Shuffled_before_or_after_explanations_stay_with_their_rows()
    {
        Dictionary<int, float[]> byId = ById(_explained);
        foreach (IDataView view in new[] { Explain(_ml.Data.ShuffleRows(_source, seed: 5)), _ml.Data.ShuffleRows(_explained, seed: 5) })
        {
            int[] ids = [.. view.GetColumn<int>("Id")];
            Assert.NotEqual(Enumerable.Range(0, Count), ids);
            Assert.Equal(Enumerable.Range(0, Count), ids.Order());
            AssertSame(byId, ById(view));
        }
    }

    [Fact]
    public void Cached_taken_skipped_and_filtered_rows_are_explained_like_all()
    {
        Dictionary<int, float[]> byId = ById(_explained);
        AssertSame(byId, ById(_ml.Data.Cache(_explained)));
        AssertSame(byId, ById(_ml.Data.Cache(_explained, "Attribution", "Id")));
        Assert.Equal([0, 1, 2, 3, 4], ById(_ml.Data.TakeRows(_explained, 5)).Keys);
        IDataView middle = _ml.Data.TakeRows(_ml.Data.SkipRows(_explained, 60), 7);
        Assert.Equal(Enumerable.Range(60, 7), ById(middle).Keys);
        Assert.All(ById(middle), row => Assert.Equal(byId[row.Key], row.Value, Near));
        Assert.All(ById(Explain(_ml.Data.FilterRowsByColumn(_source, "A", 0))), row => Assert.Equal(byId[row.Key], row.Value, Near));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cursors_of_a_set_give_every_row_once_under_its_id(int cursors)
    {
        Dictionary<DataViewRowId, Read> sequential = ReadAll(_explained, true).ToDictionary(r => r.RowId);
        foreach (IDataView view in new[] { _explained, Explain(_ml.Data.Cache(_source)) })
        {
            List<Read> all = [];
            foreach (DataViewRowCursor cursor in view.GetRowCursorSet(view.Schema, cursors))
            {
                using (cursor)
                {
                    List<Read> some = ReadAll(cursor, true);
                    Assert.Equal(some.Select(r => r.Batch).Order(), some.Select(r => r.Batch));
                    all.AddRange(some);
                }
            }
            Assert.Equal(Count, all.Count);
            foreach (Read row in all)
            {
                Read same = sequential[row.RowId];
                Assert.Equal((same.Id, same.Name), (row.Id, row.Name));
                Assert.Equal(same.Attribution, row.Attribution, 1e-6);
            }
        }
    }

    [Fact]
    public void Readers_own_what_they_are_given()
    {
        using DataViewRowCursor cursor = _explained.GetRowCursor(_explained.Schema);
        ValueGetter<VBuffer<float>> attribution = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Attribution"]), features = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Features"]);
        Assert.True(cursor.MoveNext());
        foreach (ValueGetter<VBuffer<float>> getter in new[] { attribution, features })
        {
            VBuffer<float> first = default, second = default;
            getter(ref first);
            float[] before = [.. first.DenseValues()];
            VBufferEditor.CreateFromBuffer(ref first).Values.Clear();
            getter(ref second);
            Assert.Equal(before, second.DenseValues());
        }
    }

    [Fact]
    public void A_cursor_that_is_not_at_a_row_or_asked_for_the_wrong_says_so()
    {
        DataViewSchema.Column id = _explained.Schema["Id"], attribution = _explained.Schema["Attribution"];
        using DataViewRowCursor cursor = _explained.GetRowCursor([id, attribution]);
        Assert.False(cursor.IsColumnActive(_explained.Schema["Name"]));
        Assert.Contains("'Name'", Assert.ThrowsAny<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(_explained.Schema["Name"])).Message, StringComparison.Ordinal);
        Assert.Contains("'Attribution'", Assert.ThrowsAny<InvalidOperationException>(() => cursor.GetGetter<float>(attribution)).Message, StringComparison.Ordinal);
        ValueGetter<int> getter = cursor.GetGetter<int>(id);
        int value = 0;
        Assert.ThrowsAny<InvalidOperationException>(() => getter(ref value));
        while (cursor.MoveNext())
        {
        }
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.MoveNext());
        Assert.ThrowsAny<InvalidOperationException>(() => getter(ref value));
    }

    [Fact]
    public void Single_rows_are_explained_by_a_prediction_engine()
    {
        Sample[] rows = [.. Sample.Rows(5)];
        float[][] expected = [.. _explained.GetColumn<float[]>("Attribution").Take(5)];
        ITransformer transformer = _ml.Interpret.Saliency("Attribution", "Features", SmallNetworks.Smooth()).Fit(_source);
        using PredictionEngine<Sample, Explained> engine = _ml.Model.CreatePredictionEngine<Sample, Explained>(transformer);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                Explained one = engine.Predict(rows[i]);
                Assert.Equal(expected[i], one.Attribution, Near);
                Assert.Equal(rows[i].Id, one.Id);
            }
        }
    }

    private sealed class Explained
    {
        public int Id { get; set; }

        public float[] Attribution { get; set; } = [];
    }

    private sealed record Read(long Position, long Batch, DataViewRowId RowId, int Id, string Name, float Features, float Attribution);

    private static bool Near(float a, float b) => MathF.Abs(a - b) <= 1e-6f;

    private IDataView Explain(IDataView data) => _ml.Interpret.Saliency("Attribution", "Features", SmallNetworks.Smooth()).Fit(data).Transform(data);

    private static Dictionary<int, float[]> ById(IDataView view) =>
        view.GetColumn<int>("Id").Zip(view.GetColumn<float[]>("Attribution")).ToDictionary(r => r.First, r => r.Second);

    private static void AssertSame(Dictionary<int, float[]> expected, Dictionary<int, float[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(actual, row => Assert.Equal(expected[row.Key], row.Value, Near));
    }

    private static List<Read> ReadAll(IDataView view, bool explained)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        return ReadAll(cursor, explained);
    }

    private static List<Read> ReadAll(DataViewRowCursor cursor, bool explained)
    {
        ValueGetter<int> id = cursor.GetGetter<int>(cursor.Schema["Id"]);
        ValueGetter<ReadOnlyMemory<char>> name = cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema["Name"]);
        ValueGetter<VBuffer<float>> features = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Features"]);
        ValueGetter<VBuffer<float>>? attribution = explained ? cursor.GetGetter<VBuffer<float>>(cursor.Schema["Attribution"]) : null;
        ValueGetter<DataViewRowId> rowId = cursor.GetIdGetter();
        List<Read> rows = [];
        while (cursor.MoveNext())
        {
            DataViewRowId key = default;
            rowId(ref key);
            int number = 0;
            id(ref number);
            ReadOnlyMemory<char> text = default;
            name(ref text);
            VBuffer<float> vector = default, why = default;
            features(ref vector);
            attribution?.Invoke(ref why);
            rows.Add(new(cursor.Position, cursor.Batch, key, number, text.ToString(), vector.GetItemOrDefault(1), attribution is null ? 0 : why.GetItemOrDefault(1)));
        }
        return rows;
    }
}
