namespace Microsoft.ML;

/// <summary>A model file, or a part of it, that is being written.</summary>
public sealed partial class ModelSaveContext : IDisposable
{
    internal ModelSaveContext()
    {
    }

    public void Dispose()
    {
    }
}
