using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The zip file that a model is written to, an entry at a time, in the order in which entries are finished.</summary>
internal sealed class RepositoryWriter : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _paths = [];

    public RepositoryWriter(Stream stream)
    {
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Write("TrainingInfo/Version.txt", version =>
        {
            using var writer = new StreamWriter(version, leaveOpen: true);
            writer.WriteLine(typeof(RepositoryWriter).Assembly.GetName().Version);
        });
    }

    public static string Join(string directory, string name) =>
        string.IsNullOrEmpty(directory) ? name : directory + "/" + name;

    /// <summary>Adds an entry once <paramref name="write"/> has filled it, so that entries may nest.</summary>
    public void Write(string path, Action<Stream> write)
    {
        if (path.Contains("..", StringComparison.Ordinal) || path.EndsWith('/'))
            throw Contracts.ExceptParam("name", $"'{path}' is no name of an entry");
        if (!_paths.Add(path))
            throw Contracts.ExceptParam("name", $"Duplicate entry: '{path}'");
        using var buffer = new MemoryStream();
        write(buffer);
        using Stream entry = _archive.CreateEntry(path).Open();
        buffer.WriteTo(entry);
    }

    public void Dispose() => _archive.Dispose();
}

/// <summary>The zip file that a model is read from.</summary>
internal sealed class RepositoryReader : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    public RepositoryReader(Stream stream)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw Contracts.ExceptDecode("Failed to open a zip archive", e);
        }
        // Files written on Windows have backslashes in their entries' names.
        _entries = _archive.Entries.ToDictionary(e => e.FullName.Replace('\\', '/'));
    }

    public bool Contains(string path) => _entries.ContainsKey(path);

    public bool TryOpen(string path, out Stream stream)
    {
        stream = null;
        if (!_entries.TryGetValue(path, out ZipArchiveEntry entry))
            return false;
        var buffer = new MemoryStream();
        using (Stream source = entry.Open())
            source.CopyTo(buffer);
        buffer.Position = 0;
        stream = buffer;
        return true;
    }

    public void Dispose() => _archive.Dispose();
}
