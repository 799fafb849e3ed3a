using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that makes each of its output columns of one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(
        IHost host, params (string outputColumnName, string inputColumnName)[] columns) : base(host)
    {
        host.CheckValue(columns, nameof(columns));
        var names = new HashSet<string>();
        foreach (var (output, input) in columns)
        {
            host.CheckNonEmpty(input, nameof(columns));
            host.CheckNonEmpty(output, nameof(columns));
            host.CheckParam(names.Add(output), nameof(columns), $"Name of the result column '{output}' specified multiple times");
        }
        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx, VersionInfo version) : base(host)
    {
        ctx.CheckAtModel(version);
        ColumnPairs = new (string, string)[ctx.Reader.ReadInt32()];
        for (int i = 0; i < ColumnPairs.Length; i++)
            ColumnPairs[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (output, input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    /// <summary>A mapper bound to the input columns, in the order of <see cref="ColumnPairs"/>.</summary>
    private protected abstract class OneToOneMapper : RowMapper
    {
        protected OneToOneMapper(OneToOneTransformerBase parent, DataViewSchema inputSchema) : base(inputSchema)
        {
            Inputs = new DataViewSchema.Column[parent.ColumnPairs.Length];
            for (int i = 0; i < Inputs.Length; i++)
            {
                string name = parent.ColumnPairs[i].inputColumnName;
                Inputs[i] = inputSchema.GetColumnOrNull(name)
                    ?? throw parent.Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
            }
        }

        protected DataViewSchema.Column[] Inputs { get; }

        public override IEnumerable<int> DependenciesOf(int output) => [Inputs[output].Index];
    }
}
