using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where one model reads itself back from; the mirror of <see cref="ModelSaveContext"/>.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly RepositoryReader Repository;
    public readonly string Directory;
    public readonly BinaryReader Reader;
    public readonly string[] Strings;
    public readonly string LoaderAssemblyName;
    internal readonly ModelHeader Header;

    private ModelLoadContext(RepositoryReader repository, string directory, Stream stream)
    {
        Repository = repository;
        Directory = directory;
        Reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            Header = ModelHeader.Read(Reader, out Strings, out LoaderAssemblyName);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw Contracts.ExceptDecode($"Corrupt model file: entry '{directory}/{ModelStreamName}'", e);
        }
    }

    public void Dispose() => Reader.Dispose();

    public void CheckAtModel()
    {
        if (Reader.BaseStream.Position != ModelHeader.Size)
            throw Contracts.Except("The context has been read from already");
    }

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        Header.Check(ver);
    }

    public string LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        if (id < -1 || id >= Strings.Length)
            throw Contracts.ExceptDecode($"Corrupt model: it has {Strings.Length} strings, and refers to string {id}");
        return id < 0 ? null : Strings[id];
    }

    public string LoadString() =>
        LoadStringOrNull() ?? throw Contracts.ExceptDecode("Corrupt model: a string is missing");

    public string LoadNonEmptyString()
    {
        string text = LoadString();
        return text.Length > 0 ? text : throw Contracts.ExceptDecode("Corrupt model: a name is empty");
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        if (!Repository.TryOpen(RepositoryWriter.Join(Directory, name), out Stream stream))
            return false;
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        action(reader);
        return true;
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class =>
        result = LoadModelOrNull<TRes, TSig>(env, Repository, RepositoryWriter.Join(Directory, name), extra)
            ?? throw Contracts.ExceptDecode($"Corrupt model file: it has no model '{RepositoryWriter.Join(Directory, name)}'");

    /// <summary>Loads the model of a directory, or gives null where there is none.</summary>
    public static TRes LoadModelOrNull<TRes, TSig>(
        IHostEnvironment env, RepositoryReader repository, string directory, params object[] extra) where TRes : class
    {
        if (!repository.TryOpen(RepositoryWriter.Join(directory, ModelStreamName), out Stream stream))
            return null;
        using var context = new ModelLoadContext(repository, directory, stream);
        return context.Load<TRes, TSig>(env, extra);
    }

    private TRes Load<TRes, TSig>(IHostEnvironment env, object[] extra) where TRes : class
    {
        if (!string.IsNullOrEmpty(LoaderAssemblyName))
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(LoaderAssemblyName));
        object[] arguments = [this, .. extra];
        foreach (string name in (string[])[Header.LoaderSignature, Header.LoaderSignatureAlt])
        {
            if (!string.IsNullOrWhiteSpace(name)
                && env.ComponentCatalog.CreateOrNull<TSig>(env, name, arguments) is TRes result)
            {
                Header.CheckAtEnd(Reader);
                return result;
            }
        }
        throw Contracts.ExceptDecode($"Couldn't load model: '{Directory}': no loader of a {typeof(TRes).Name} is registered " +
            $"under '{Header.LoaderSignature}' in {LoaderAssemblyName}");
    }
}
