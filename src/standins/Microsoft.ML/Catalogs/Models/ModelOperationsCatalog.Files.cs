using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class ModelOperationsCatalog
{
    private const string SchemaEntryName = "Schema";
    private const string ModelDirectory = TransformerChain<ITransformer>.LoaderSignature;

    /// <summary>Writes a model, and the schema of what it takes, as a zip archive.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of what it takes, or null.</param>
    /// <param name="stream">Where to.</param>
    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = new RepositoryWriter(stream);
        ModelSaveContext.SaveModel(repository, model, ModelDirectory);
        if (inputSchema is not null)
            repository.Write(SchemaEntryName, entry =>
            {
                using var writer = new BinaryWriter(entry, System.Text.Encoding.UTF8, leaveOpen: true);
                SchemaCodec.Write(writer, inputSchema);
            });
    }

    /// <summary>Writes a model, and the schema of what it takes, to a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of what it takes, or null.</param>
    /// <param name="filePath">The file; one that is there is overwritten.</param>
    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    /// <summary>Reads a model back.</summary>
    /// <param name="stream">What it was written to; it must be seekable.</param>
    /// <param name="inputSchema">The schema that it was saved with, or null.</param>
    /// <exception cref="FormatException">There is no model in the stream.</exception>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = new RepositoryReader(stream);
        inputSchema = null;
        if (repository.TryOpen(SchemaEntryName, out Stream entry))
        {
            using var reader = new BinaryReader(entry);
            inputSchema = SchemaCodec.Read(reader);
        }
        return ModelLoadContext.LoadModelOrNull<ITransformer, SignatureLoadModel>(_env, repository, ModelDirectory)
            ?? throw _env.ExceptDecode($"The archive has no entry '{ModelDirectory}/{ModelLoadContext.ModelStreamName}'");
    }

    /// <summary>Reads a model back from a file.</summary>
    /// <param name="filePath">The file.</param>
    /// <param name="inputSchema">The schema that it was saved with, or null.</param>
    /// <exception cref="FormatException">There is no model in the file.</exception>
    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }
}
