using Microsoft.ML;

namespace MLNet.Interpret;

/// <summary>Where all explanations start: <c>mlContext.Interpret</c>. Its methods are extensions, a file for each family.</summary>
public sealed class InterpretCatalog
{
    internal InterpretCatalog(MLContext context) => Context = context;

    /// <summary>The context, for its log and its settings.</summary>
    internal MLContext Context { get; }
}

/// <summary>Adds <c>Interpret</c> to an <see cref="MLContext"/>.</summary>
public static class InterpretExtensions
{
    extension(MLContext mlContext)
    {
        /// <summary>Explains models and their predictions.</summary>
        public InterpretCatalog Interpret => new(mlContext);
    }
}
