using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(WordTokenizingTransformer), null, typeof(SignatureLoadModel),
    "Word Tokenizer Transform", WordTokenizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Estimator of <see cref="WordTokenizingTransformer"/>; there is nothing to learn.</summary>
public sealed class WordTokenizingEstimator : TrivialEstimator<WordTokenizingTransformer>
{
    internal WordTokenizingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName, char[] separators)
        : base(env.Register(nameof(WordTokenizingEstimator)), new WordTokenizingTransformer(env, outputColumnName, inputColumnName, separators))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(Host, pair.inputColumnName);
            if (source.ItemType is not TextDataViewType)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.inputColumnName,
                    WordTokenizingTransformer.Expected, source.GetTypeString());
            return new SchemaShape.Column(pair.outputColumnName, SchemaShape.Column.VectorKind.VariableVector, source.ItemType, isKey: false);
        }));
    }
}

/// <summary>Splits text into words.</summary>
public sealed class WordTokenizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TokenizeTextTransform";
    internal const string Expected = "Text";

    private readonly char[] _separators;

    internal WordTokenizingTransformer(IHostEnvironment env, string outputColumnName, string inputColumnName, char[] separators)
        : base(env.Register(nameof(WordTokenizingTransformer)), (outputColumnName, inputColumnName))
    {
        Host.CheckParam(separators.Length > 0, nameof(separators), "Must hold at least one character");
        _separators = separators;
    }

    private WordTokenizingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(WordTokenizingTransformer)), ctx, Version()) =>
        _separators = ctx.LoadNonEmptyString().ToCharArray();

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
        ctx.SaveNonEmptyString(new string(_separators));
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo Version() => new("WRDTOKNS", 0x00010001, 0x00010001, 0x00010001,
        typeof(WordTokenizingTransformer).Assembly.FullName, LoaderSignature);

    /// <summary>The words of a text, without the spaces around them and without empty ones.</summary>
    private void AddWords(ReadOnlyMemory<char> text, List<ReadOnlyMemory<char>> words)
    {
        while (!text.IsEmpty)
        {
            int end = text.Span.IndexOfAny(_separators);
            ReadOnlyMemory<char> word = (end < 0 ? text : text[..end]).Trim(' ');
            if (!word.IsEmpty)
                words.Add(word);
            text = end < 0 ? default : text[(end + 1)..];
        }
    }

    private sealed class Mapper : OneToOneMapper
    {
        private readonly WordTokenizingTransformer _parent;

        public Mapper(WordTokenizingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
            _parent = parent;
            foreach (DataViewSchema.Column source in Inputs)
                if (source.Type.GetItemType() is not TextDataViewType)
                    throw parent.Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, Expected, source.Type.ToString());
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() =>
            [.. _parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(
                pair.outputColumnName, new VectorDataViewType(TextDataViewType.Instance)))];

        protected override Delegate CreateGetter(DataViewRow input, int output)
        {
            Action<List<ReadOnlyMemory<char>>> add = Adding(input, Inputs[output]);
            List<ReadOnlyMemory<char>> words = [];
            return (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> destination) =>
            {
                words.Clear();
                add(words);
                VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref destination, words.Count);
                words.CopyTo(editor.Values);
                destination = editor.Commit();
            });
        }

        private Action<List<ReadOnlyMemory<char>>> Adding(DataViewRow input, DataViewSchema.Column source)
        {
            if (source.Type is not VectorDataViewType)
            {
                ValueGetter<ReadOnlyMemory<char>> scalar = input.GetGetter<ReadOnlyMemory<char>>(source);
                ReadOnlyMemory<char> text = default;
                return words =>
                {
                    scalar(ref text);
                    _parent.AddWords(text, words);
                };
            }
            ValueGetter<VBuffer<ReadOnlyMemory<char>>> vector = input.GetGetter<VBuffer<ReadOnlyMemory<char>>>(source);
            VBuffer<ReadOnlyMemory<char>> texts = default;
            return words =>
            {
                vector(ref texts);
                foreach (ReadOnlyMemory<char> text in texts.GetValues())
                    _parent.AddWords(text, words);
            };
        }
    }
}
