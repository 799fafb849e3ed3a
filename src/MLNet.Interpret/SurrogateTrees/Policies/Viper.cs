using System.Diagnostics;
using System.Runtime.InteropServices;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>
/// VIPER (Bastani, Pu and Solar-Lezama 2018, algorithm 1): extracts a decision tree that acts like a policy network. Each tree is learnt from the
/// states that the network and the trees before it met, drawn in proportion to what a wrong action may lose there; of all trees the one is
/// kept that earns the highest reward over further episodes. Tests that no action hangs on are left out of the trees.
/// </summary>
public static class Viper
{
    /// <summary>Extracts a tree.</summary>
    /// <param name="scorer">The policy network: it reads a state and gives a score for each action. It stays the caller's.</param>
    /// <param name="environment">Makes environments: episodes are played side by side, each in one of its own, so that the network is asked about many states at once.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="progress">Takes each iteration.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the network does not fit the environment.</exception>
    /// <exception cref="InvalidDataException">A score or a state is not finite.</exception>
    public static ViperReport Extract(
        IScorer scorer, Func<IEnvironment> environment, ViperOptions? options = null, IProgress<ViperIteration>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(environment);
        options ??= new();
        options.Check();
        long start = Stopwatch.GetTimestamp();
        Rollouts rollouts = new(environment);
        NetworkPolicy network = new(scorer, rollouts.First, options.Scores);
        Random random = new(options.Seed ?? 0);
        AggregatedStates states = new(rollouts.First.StateNames.Count, network.Actions);
        List<Candidate> candidates = Imitate(network, rollouts, states, options, random, progress, cancellation);
        Candidate best = Select([.. candidates], rollouts, states, options, random, cancellation);

        int[] fresh = PolicyReward.Seeds(random, options.EvaluationEpisodes);
        PolicyReward networkReward = PolicyReward.Of(rollouts.Play(network, fresh, cancellation));
        Student student = new(best.Policy);
        PolicyReward treeReward = PolicyReward.Of(rollouts.Play(student, fresh, cancellation));
        AggregatedStates met = new(rollouts.First.StateNames.Count, network.Actions);
        student.Ask(network, met, cancellation);
        Examples examples = met.All();
        return new ViperReport
        {
            Surrogate = best.Surrogate,
            NetworkReward = networkReward,
            TreeReward = treeReward,
            Agreement = best.Surrogate.Fidelity(examples),
            WeightedAgreement = met.Agreement(best.Policy),
            Examples = examples,
            Iterations = [.. candidates.Select(c => c.Iteration)],
            Chosen = best.Iteration,
            Queries = network.Queries,
            ScoringTime = network.ScoringTime,
            TotalTime = Stopwatch.GetElapsedTime(start),
        };
    }

    /// <summary>Learns a tree in each iteration.</summary>
    private static List<Candidate> Imitate(
        NetworkPolicy network, Rollouts rollouts, AggregatedStates states, ViperOptions options, Random random, IProgress<ViperIteration>? progress,
        CancellationToken cancellation)
    {
        IReadOnlyList<string> actions = rollouts.First.ActionNames;
        TreeFeature[] features = [.. rollouts.First.StateNames.Select(n => new TreeFeature(n))];
        Teacher teacher = new(network, states);
        List<Candidate> candidates = [];
        for (int i = 1; i <= options.Iterations; i++)
        {
            int[] seeds = PolicyReward.Seeds(random, options.Rollouts);
            double reward;
            if (candidates.Count == 0)
            {
                reward = rollouts.Play(teacher, seeds, cancellation).Average();
            }
            else
            {
                Student student = new(candidates[^1].Policy);
                reward = rollouts.Play(student, seeds, cancellation).Average();
                student.Ask(network, states, cancellation);
            }
            Lesson lesson = new(features, actions, states.Resample(random, options.MaximumExamples), teacher) { Seed = random.Next(), Cancellation = cancellation };
            TreeSurrogate surrogate = new(features, actions, [new SurrogateMember(SameActions.Merge(options.Tree.Induce(lesson).Tree))]);
            candidates.Add(new Candidate(surrogate, new TreePolicy(surrogate.Tree), new ViperIteration(i, reward, states.Count, surrogate.Leaves)));
            progress?.Report(candidates[^1].Iteration);
        }
        return candidates;
    }

    /// <summary>
    /// Plays rounds of further episodes, the same for all, and keeps the half with the highest reward so far, until one is left. Of trees that earn
    /// the same, those stay that act more like the network in all states that were met, by what is at stake there.
    /// </summary>
    private static Candidate Select(Candidate[] candidates, Rollouts rollouts, AggregatedStates states, ViperOptions options, Random random, CancellationToken cancellation)
    {
        if (candidates.Length > 1)
        {
            foreach (Candidate candidate in candidates)
            {
                cancellation.ThrowIfCancellationRequested();
                candidate.Agreement = states.Agreement(candidate.Policy);
            }
        }
        while (candidates.Length > 1)
        {
            int[] seeds = PolicyReward.Seeds(random, options.SelectionEpisodes);
            foreach (Candidate candidate in candidates)
            {
                candidate.Earned += rollouts.Play(candidate.Policy, seeds, cancellation).Sum();
            }
            candidates = [.. candidates.OrderByDescending(c => c.Earned).ThenByDescending(c => c.Agreement).ThenByDescending(c => c.Iteration.Iteration).Take((candidates.Length + 1) / 2)];
        }
        return candidates[0];
    }

    private sealed class Candidate(TreeSurrogate surrogate, TreePolicy policy, ViperIteration iteration)
    {
        public TreeSurrogate Surrogate => surrogate;

        public TreePolicy Policy => policy;

        public ViperIteration Iteration => iteration;

        public double Earned { get; set; }

        public double Agreement { get; set; }
    }

    /// <summary>The network as it acts: what it says of the states on its way is kept, so that they are asked about once.</summary>
    private sealed class Teacher(NetworkPolicy network, AggregatedStates states) : IPolicy, ITeacher
    {
        public void Act(ReadOnlySpan<float> rows, Span<int> actions, CancellationToken cancellation)
        {
            double[] values = new double[actions.Length * network.Actions];
            network.Value(rows, values, cancellation);
            states.Add(rows, values);
            network.Choose(values, actions);
        }

        public void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation) => network.Value(rows, targets, cancellation);
    }

    /// <summary>A tree as it acts: the network is asked about all states on its way at once, afterwards.</summary>
    private sealed class Student(TreePolicy policy) : IPolicy
    {
        private readonly List<float> _met = [];

        public void Act(ReadOnlySpan<float> rows, Span<int> actions, CancellationToken cancellation)
        {
            _met.AddRange(rows);
            policy.Act(rows, actions, cancellation);
        }

        public void Ask(NetworkPolicy network, AggregatedStates states, CancellationToken cancellation)
        {
            Span<float> met = CollectionsMarshal.AsSpan(_met);
            double[] values = new double[met.Length / policy.Tree.Features.Count * network.Actions];
            network.Value(met, values, cancellation);
            states.Add(met, values);
        }
    }
}
