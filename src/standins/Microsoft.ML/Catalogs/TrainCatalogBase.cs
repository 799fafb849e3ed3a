using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The base of the catalogs of trainers and measures, one for each kind of task.</summary>
public abstract partial class TrainCatalogBase
{
    private protected TrainCatalogBase(IHostEnvironment env) => Environment = env;

    internal IHostEnvironment Environment { get; }

    /// <summary>The base of the places where trainers are found.</summary>
    public abstract class CatalogInstantiatorBase
    {
        private protected CatalogInstantiatorBase(TrainCatalogBase catalog) => Owner = catalog;

        internal TrainCatalogBase Owner { get; }

        internal IHostEnvironment Environment => Owner.Environment;
    }
}
