using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The stages that prepare data.</summary>
public sealed partial class TransformsCatalog
{
    internal TransformsCatalog(IHostEnvironment env)
    {
        Environment = env;
        Conversion = new ConversionTransforms(this);
        Categorical = new CategoricalTransforms(this);
        Text = new TextTransforms(this);
    }

    public ConversionTransforms Conversion { get; }

    public CategoricalTransforms Categorical { get; }

    public TextTransforms Text { get; }

    internal IHostEnvironment Environment { get; }

    /// <summary>The stages that change the type of a column.</summary>
    public sealed class ConversionTransforms
    {
        internal ConversionTransforms(TransformsCatalog owner) => Environment = owner.Environment;

        internal IHostEnvironment Environment { get; }
    }

    /// <summary>The stages that encode categories.</summary>
    public sealed class CategoricalTransforms
    {
        internal CategoricalTransforms(TransformsCatalog owner) => Environment = owner.Environment;

        internal IHostEnvironment Environment { get; }
    }

    /// <summary>The stages that turn text into words and numbers.</summary>
    public sealed class TextTransforms
    {
        internal TextTransforms(TransformsCatalog owner) => Environment = owner.Environment;

        internal IHostEnvironment Environment { get; }
    }
}
