using System.Numerics.Tensors;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What the scores of a policy network mean.</summary>
public enum PolicyScores
{
    /// <summary>Probabilities where all are from 0 to 1 and those of a state sum to 1; else action values.</summary>
    Auto,

    /// <summary>
    /// The values Q(s, a) that a Q-network gives. Log-odds of actions, as networks trained by policy gradients give them before their softmax, count
    /// the same: they are log-probabilities up to a number of the state, and only differences between actions matter.
    /// </summary>
    ActionValues,

    /// <summary>
    /// Probabilities of actions, as networks trained by policy gradients give them. Their logarithms are taken for action values, as the paper does by
    /// the view of reinforcement learning that maximises entropy too (Ziebart et al. 2008).
    /// </summary>
    Probabilities,
}

/// <summary>A policy network, which chooses the action of the highest score; it counts what it is asked and how long that takes.</summary>
public sealed class NetworkPolicy : IPolicy
{
    private const int ProbedStates = 32;

    private readonly NetworkTeacher _teacher;
    private readonly int _width;
    private readonly bool _areProbabilities;

    /// <summary>A policy network for an environment.</summary>
    /// <param name="scorer">The network, with a score for each action. It stays the caller's.</param>
    /// <param name="environment">The environment; some first states of episodes tell what the scores are.</param>
    /// <param name="scores">What the scores mean.</param>
    /// <exception cref="ArgumentException">The network does not fit the environment.</exception>
    public NetworkPolicy(IScorer scorer, IEnvironment environment, PolicyScores scores = PolicyScores.Auto)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(environment);
        FeatureLayout layout = new(scorer.Inputs);
        _width = layout.Features.Count;
        Actions = scorer.Outputs;
        Check(layout, environment);
        TargetMaker maker = new(Actions, IsClassification: true, IsLogOdds: false);
        _teacher = new NetworkTeacher(scorer, layout, maker);
        float[] states = new float[ProbedStates * _width];
        for (int i = 0; i < ProbedStates; i++)
        {
            environment.Reset(i, states.AsSpan(i * _width, _width));
        }
        _areProbabilities = scores == PolicyScores.Probabilities
            || scores == PolicyScores.Auto && !TargetMaker.Of(Actions, SurrogateTask.Classification, ScoreScale.Auto, scorer.Score(layout.Decode(states))).IsLogOdds;
    }

    /// <summary>The number of actions.</summary>
    public int Actions { get; }

    /// <summary>The number of states that the network was asked about.</summary>
    public long Queries => _teacher.Queries;

    /// <summary>The time that the network took.</summary>
    public TimeSpan ScoringTime => _teacher.Time;

    /// <summary>The values of all actions: Q(s, a), or log-probabilities.</summary>
    /// <param name="states">The states, one after the other.</param>
    /// <param name="values">Takes the values, state by state.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidDataException">A score is not finite, or a negative probability.</exception>
    public void Value(ReadOnlySpan<float> states, Span<double> values, CancellationToken cancellation = default)
    {
        _teacher.Ask(states, values, cancellation);
        for (int i = 0; _areProbabilities && i < values.Length; i++)
        {
            // A softmax in single precision gives 0 for what is merely very unlikely.
            values[i] = values[i] >= 0
                ? Math.Log(Math.Max(values[i], float.Epsilon))
                : throw new InvalidDataException($"The network's score {i % Actions} is {values[i]}, which is no probability; take its scores for action values.");
        }
    }

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> states, Span<int> actions, CancellationToken cancellation = default)
    {
        double[] values = new double[actions.Length * Actions];
        Value(states, values, cancellation);
        Choose(values, actions);
    }

    /// <summary>The action of the highest value in each state.</summary>
    internal void Choose(ReadOnlySpan<double> values, Span<int> actions)
    {
        for (int i = 0; i < actions.Length; i++)
        {
            actions[i] = TensorPrimitives.IndexOfMax(values.Slice(i * Actions, Actions));
        }
    }

    private void Check(FeatureLayout layout, IEnvironment environment)
    {
        if (layout.Features.FirstOrDefault(f => f.IsCategorical) is { } category)
        {
            throw new ArgumentException($"The network reads '{category.Name}' as a category, but the states of environments are numbers.", nameof(environment));
        }
        if (_width != environment.StateNames.Count)
        {
            throw new ArgumentException(
                $"The network reads {_width} numbers, but a state of the environment has {environment.StateNames.Count}: {string.Join(", ", environment.StateNames)}.", nameof(environment));
        }
        if (Actions != environment.ActionNames.Count || Actions < 2)
        {
            throw new ArgumentException(
                $"The network gives {Actions} scores, but the environment has {environment.ActionNames.Count} actions: {string.Join(", ", environment.ActionNames)}. "
                + "A policy network has a score for each, and there are at least two.", nameof(environment));
        }
    }
}
