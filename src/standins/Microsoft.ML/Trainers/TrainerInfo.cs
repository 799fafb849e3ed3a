namespace Microsoft.ML;

/// <summary>What a trainer asks of its data.</summary>
public sealed class TrainerInfo
{
    internal TrainerInfo(bool normalization, bool caching)
    {
        NeedNormalization = normalization;
        WantCaching = caching;
    }

    /// <summary>Whether features are best brought to a common scale.</summary>
    public bool NeedNormalization { get; }

    /// <summary>Whether the trainer passes over the data more than once.</summary>
    public bool WantCaching { get; }
}
