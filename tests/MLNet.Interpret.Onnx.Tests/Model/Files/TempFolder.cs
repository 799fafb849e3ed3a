namespace MLNet.Interpret.Onnx.Tests.Model.Files;

/// <summary>A folder of a test's own, gone after it.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-interpret-tests-");

    public string Path => _folder.FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
