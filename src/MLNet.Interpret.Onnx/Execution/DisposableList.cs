namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Things that are disposed together.</summary>
internal sealed class DisposableList<T> : List<T>, IDisposable where T : IDisposable
{
    public void Dispose()
    {
        foreach (T item in this)
        {
            item.Dispose();
        }
    }
}
