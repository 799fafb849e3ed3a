using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saving, loading and using trained models.</summary>
public sealed partial class ModelOperationsCatalog
{
    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    internal IHostEnvironment Environment => _env;
}
