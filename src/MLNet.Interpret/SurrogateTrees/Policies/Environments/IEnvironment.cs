namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A world that a policy acts in, episode by episode. One thread uses it at a time.</summary>
public interface IEnvironment
{
    /// <summary>What the numbers of a state are called.</summary>
    IReadOnlyList<string> StateNames { get; }

    /// <summary>What the actions are called, in the order of a policy network's scores.</summary>
    IReadOnlyList<string> ActionNames { get; }

    /// <summary>Starts an episode, whatever became of the one before.</summary>
    /// <param name="seed">The seed of all that is random in the episode: the same seed and actions give the same states.</param>
    /// <param name="state">Takes the first state: a finite number for each name.</param>
    void Reset(int seed, Span<float> state);

    /// <summary>Acts. Every episode must end after some steps, whatever is done.</summary>
    /// <param name="action">The action's index.</param>
    /// <param name="state">Takes the state that comes of it.</param>
    EnvironmentStep Step(int action, Span<float> state);
}

/// <summary>What comes of an action.</summary>
/// <param name="Reward">The reward.</param>
/// <param name="IsDone">Whether the episode has ended.</param>
public readonly record struct EnvironmentStep(double Reward, bool IsDone);
