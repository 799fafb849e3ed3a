using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Pipeline;

[assembly: LoadableClass(typeof(ITransformer), typeof(SubmodularPickTransformer), null, typeof(SignatureLoadModel), "", SubmodularPickTransformer.LoaderSignature)]

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Adds a column that ranks the rows to look at first: 1 for the first, 0 for rows that were not chosen. The rank depends on all rows, so the
/// stage does not map row to row, and single rows cannot be ranked.
/// </summary>
public sealed class SubmodularPickTransformer : ITransformer
{
    internal const string LoaderSignature = "SubmodularPick";
    internal const string Role = "the weights of explanations";
    private const string Signature = "SUBMPICK";

    private readonly string _output;
    private readonly string _weights;
    private readonly int _count;

    internal SubmodularPickTransformer(IHostEnvironment env, string output, string weights, int count)
    {
        ArgumentNullException.ThrowIfNull(env);
        (_output, _weights, _count) = (output, weights, count);
    }

    /// <summary>Always false: a rank depends on all rows.</summary>
    public bool IsRowToRowMapper => false;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Find(inputSchema);
        return RankedDataView.SchemaOf(inputSchema, _output);
    }

    /// <summary>Not supported: a rank depends on all rows.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        throw new NotSupportedException("Rows are ranked among all rows of a data view, so that a single row has no rank: use Transform.");

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Find(input.Schema);
        return new RankedDataView(input, _output, () => Rank(input));
    }

    /// <summary>Chooses among the rows of a data view.</summary>
    /// <param name="data">Data with the column of weights.</param>
    /// <returns>The rows by their place in the data, and how good the choice is.</returns>
    public PickReport Report(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Read(data, out _);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(StageFile.Version(typeof(SubmodularPickTransformer), Signature, LoaderSignature));
        ctx.SaveString(_output);
        ctx.SaveString(_weights);
        ctx.Writer.Write(_count);
    }

    internal static void CheckType(string column, bool fits, string type)
    {
        if (!fits)
        {
            throw new ArgumentException($"The column '{column}' is {type}, but {Role} are vectors of Single of one size.");
        }
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(StageFile.Version(typeof(SubmodularPickTransformer), Signature, LoaderSignature));
        string output = ctx.LoadString(), weights = ctx.LoadString();
        return new SubmodularPickTransformer(env, output, weights, ctx.Reader.ReadInt32());
    }

    private DataViewSchema.Column Find(DataViewSchema schema)
    {
        DataViewSchema.Column column = Columns.Require(schema, _weights, Role);
        CheckType(_weights, column.Type is VectorDataViewType { Size: > 0 } vector && vector.ItemType == NumberDataViewType.Single, $"{column.Type}");
        return column;
    }

    private Dictionary<DataViewRowId, int> Rank(IDataView data)
    {
        PickReport report = Read(data, out List<DataViewRowId> ids);
        return report.Rows.Index().ToDictionary(r => ids[r.Item.Row], r => r.Index + 1);
    }

    private PickReport Read(IDataView data, out List<DataViewRowId> ids)
    {
        DataViewSchema.Column column = Find(data.Schema);
        List<float[]> weights = [];
        ids = [];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(column);
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        VBuffer<float> buffer = default;
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            get(ref buffer);
            getId(ref id);
            float[] row = new float[buffer.Length];
            buffer.CopyTo(row);
            weights.Add(row);
            ids.Add(id);
        }
        return SubmodularPick.Run(weights, _count);
    }
}
