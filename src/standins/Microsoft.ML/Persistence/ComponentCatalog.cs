namespace Microsoft.ML.Runtime;

/// <summary>The classes that a model file may name as the loaders of its parts.</summary>
public sealed partial class ComponentCatalog
{
    internal ComponentCatalog()
    {
    }
}
