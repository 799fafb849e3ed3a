using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Learning to predict two classes.</summary>
public sealed partial class BinaryClassificationCatalog : TrainCatalogBase
{
    internal BinaryClassificationCatalog(IHostEnvironment env)
        : base(env) => Trainers = new BinaryClassificationTrainers(this);

    public BinaryClassificationTrainers Trainers { get; }

    /// <summary>The trainers.</summary>
    public sealed class BinaryClassificationTrainers : CatalogInstantiatorBase
    {
        internal BinaryClassificationTrainers(BinaryClassificationCatalog catalog)
            : base(catalog)
        {
        }
    }
}
