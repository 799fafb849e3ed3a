namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What chooses actions.</summary>
public interface IPolicy
{
    /// <summary>Chooses an action for each of some states.</summary>
    /// <param name="states">The states, one after the other.</param>
    /// <param name="actions">Takes the index of each state's action.</param>
    /// <param name="cancellation">Stops the work.</param>
    void Act(ReadOnlySpan<float> states, Span<int> actions, CancellationToken cancellation = default);
}
