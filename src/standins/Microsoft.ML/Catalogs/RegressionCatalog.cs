using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Learning to predict numbers.</summary>
public sealed partial class RegressionCatalog : TrainCatalogBase
{
    internal RegressionCatalog(IHostEnvironment env)
        : base(env) => Trainers = new RegressionTrainers(this);

    public RegressionTrainers Trainers { get; }

    /// <summary>The trainers.</summary>
    public sealed class RegressionTrainers : CatalogInstantiatorBase
    {
        internal RegressionTrainers(RegressionCatalog catalog)
            : base(catalog)
        {
        }
    }
}
