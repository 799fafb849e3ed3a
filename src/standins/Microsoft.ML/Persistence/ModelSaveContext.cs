using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where one model saves itself: its own bytes, its strings, and the sub-models and streams beside it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter Repository;
    internal readonly string Directory;
    internal readonly BinaryWriter Writer;

    private readonly Dictionary<string, int> _ids = [];
    private readonly List<string> _strings = [];
    private ModelHeader _header;
    private string _loaderAssemblyName;

    private ModelSaveContext(RepositoryWriter repository, string directory, Stream stream)
    {
        Repository = repository;
        Directory = directory;
        Writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        _header = ModelHeader.Begin(Writer);
    }

    /// <summary>Ends the writing of this model's entry.</summary>
    public void Dispose() => Writer.Dispose();

    internal void CheckAtModel()
    {
        Writer.Flush();
        if (Writer.BaseStream.Position != ModelHeader.Size)
            throw Contracts.Except("The context has been written to already");
    }

    internal void SetVersionInfo(VersionInfo ver)
    {
        _header.SetVersionInfo(ver);
        _loaderAssemblyName = ver.LoaderAssemblyName;
    }

    internal void SaveStringOrNull(string str) => Writer.Write(str is null ? -1 : IdOf(str));

    internal void SaveString(string str)
    {
        ArgumentNullException.ThrowIfNull(str);
        Writer.Write(IdOf(str));
    }

    internal void SaveNonEmptyString(string str)
    {
        if (string.IsNullOrEmpty(str))
            throw Contracts.ExceptParam(nameof(str), "str cannot be null or empty");
        Writer.Write(IdOf(str));
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action) =>
        Repository.Write(RepositoryWriter.Join(Directory, name), stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            action(writer);
        });

    internal void SaveModel<T>(T value, string name) where T : class =>
        SaveModel(Repository, value, RepositoryWriter.Join(Directory, name));

    internal void SaveSubModel(string name, Action<ModelSaveContext> save) =>
        SaveModel(Repository, save, RepositoryWriter.Join(Directory, name));

    internal static void SaveModel<T>(RepositoryWriter repository, T value, string directory) where T : class
    {
        if (value is ICanSaveModel model)
            SaveModel(repository, model.Save, directory);
    }

    private static void SaveModel(RepositoryWriter repository, Action<ModelSaveContext> save, string directory) =>
        repository.Write(RepositoryWriter.Join(directory, ModelLoadContext.ModelStreamName), stream =>
        {
            using var context = new ModelSaveContext(repository, directory, stream);
            save(context);
            if (context._header.ModelSignature == 0)
                throw Contracts.Except("ModelSignature not specified!");
            context._header.End(context.Writer, context._strings, context._loaderAssemblyName);
        });

    private int IdOf(string text)
    {
        if (!_ids.TryGetValue(text, out int id))
        {
            _ids[text] = id = _strings.Count;
            _strings.Add(text);
        }
        return id;
    }
}
