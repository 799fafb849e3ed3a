namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Plays episodes side by side, so that the policy is asked about many states at once.</summary>
internal sealed class Rollouts
{
    private const int MaximumParallel = 256;

    private readonly Func<IEnvironment> _make;
    private readonly List<IEnvironment> _environments = [];
    private readonly int _width;

    public Rollouts(Func<IEnvironment> make)
    {
        _make = make;
        First = Environment(0);
        _width = First.StateNames.Count;
    }

    /// <summary>One of the environments, to look at.</summary>
    public IEnvironment First { get; }

    /// <summary>Plays episodes to their ends.</summary>
    /// <param name="policy">What acts.</param>
    /// <param name="seeds">The seed of each episode.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The sum of the rewards of each episode.</returns>
    public double[] Play(IPolicy policy, IReadOnlyList<int> seeds, CancellationToken cancellation)
    {
        double[] rewards = new double[seeds.Count];
        int running = Math.Min(seeds.Count, MaximumParallel), begun = running;
        float[] states = new float[running * _width];
        int[] actions = new int[running], episodes = new int[running], places = new int[running];
        for (int i = 0; i < running; i++)
        {
            (episodes[i], places[i]) = (i, i);
            Reset(i, i);
        }
        while (running > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            policy.Act(states.AsSpan(0, running * _width), actions.AsSpan(0, running), cancellation);
            int kept = 0;
            for (int i = 0; i < running; i++)
            {
                Span<float> state = states.AsSpan(i * _width, _width);
                EnvironmentStep step = Environment(places[i]).Step(actions[i], state);
                rewards[episodes[i]] += step.Reward;
                if (step.IsDone && begun == seeds.Count)
                {
                    continue;
                }
                if (step.IsDone)
                {
                    episodes[i] = begun++;
                    Reset(i, places[i]);
                }
                else
                {
                    Check(state, episodes[i]);
                }
                // What has ended leaves the batch; the others close up.
                (episodes[kept], places[kept]) = (episodes[i], places[i]);
                state.CopyTo(states.AsSpan(kept++ * _width, _width));
            }
            running = kept;
        }
        return rewards;

        void Reset(int row, int place)
        {
            Span<float> state = states.AsSpan(row * _width, _width);
            Environment(place).Reset(seeds[episodes[row]], state);
            Check(state, episodes[row]);
        }
    }

    private IEnvironment Environment(int place)
    {
        while (_environments.Count <= place)
        {
            _environments.Add(_make() ?? throw new ArgumentException("What is to make environments made none."));
        }
        return _environments[place];
    }

    private void Check(ReadOnlySpan<float> state, int episode)
    {
        for (int i = 0; i < state.Length; i++)
        {
            if (!float.IsFinite(state[i]))
            {
                throw new InvalidDataException($"The environment's '{First.StateNames[i]}' is {state[i]} in episode {episode} (from 0); states are finite numbers.");
            }
        }
    }
}
