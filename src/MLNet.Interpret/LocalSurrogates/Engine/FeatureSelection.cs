namespace MLNet.Interpret.LocalSurrogates;

/// <summary>How the features of a sparse explanation are chosen.</summary>
public enum FeatureSelection
{
    /// <summary><see cref="Forward"/> for up to six features, <see cref="HighestWeights"/> for more, as the reference implementation does.</summary>
    Auto,

    /// <summary>All features.</summary>
    None,

    /// <summary>The features whose weight in a ridge fit (penalty 0.01) times their value in the row is largest in absolute terms.</summary>
    HighestWeights,

    /// <summary>One feature after the other, each time the one that raises the weighted R2 most.</summary>
    Forward,

    /// <summary>The features on the lasso's path before it has more than are asked for (least angle regression, Efron et al. 2004).</summary>
    LassoPath,
}
