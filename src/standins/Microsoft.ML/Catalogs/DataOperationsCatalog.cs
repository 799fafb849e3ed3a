using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loading, splitting, filtering and reading data.</summary>
public sealed partial class DataOperationsCatalog
{
    private readonly IHostEnvironment _env;

    internal DataOperationsCatalog(IHostEnvironment env) => _env = env;

    internal IHostEnvironment Environment => _env;
}
