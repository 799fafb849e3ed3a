using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The states that were met so far, each with the network's action and what another action may lose.</summary>
/// <param name="width">The number of numbers of a state.</param>
/// <param name="actions">The number of actions.</param>
internal sealed class AggregatedStates(int width, int actions)
{
    private readonly List<float> _states = [];
    private readonly List<int> _actions = [];
    private readonly List<double> _losses = [];

    /// <summary>The number of states.</summary>
    public int Count => _actions.Count;

    /// <summary>Adds states.</summary>
    /// <param name="states">The states, one after the other.</param>
    /// <param name="values">The values of all actions in each.</param>
    public void Add(ReadOnlySpan<float> states, ReadOnlySpan<double> values)
    {
        _states.AddRange(states);
        for (int i = 0; i < values.Length; i += actions)
        {
            ReadOnlySpan<double> of = values.Slice(i, actions);
            int best = TensorPrimitives.IndexOfMax(of);
            _actions.Add(best);
            _losses.Add(of[best] - TensorPrimitives.Min(of));
        }
    }

    /// <summary>All states, with 1 for the network's action and 0 for the others.</summary>
    public Examples All() => Take([.. Enumerable.Range(0, Count)]);

    /// <summary>The share of states in which a policy acts like the network, each counted by what the worst action loses there; 1 where none loses anything.</summary>
    public double Agreement(IPolicy policy)
    {
        int[] chosen = new int[Count];
        policy.Act(CollectionsMarshal.AsSpan(_states), chosen);
        double agreed = 0, all = 0;
        for (int i = 0; i < chosen.Length; i++)
        {
            all += _losses[i];
            agreed += chosen[i] == _actions[i] ? _losses[i] : 0;
        }
        return all > 0 ? agreed / all : 1;
    }

    /// <summary>
    /// Draws states in proportion to what the worst action loses there, V*(s) - min Q*(s, a), with repetition. Where none loses anything, each state
    /// is as likely.
    /// </summary>
    /// <param name="random">Draws them.</param>
    /// <param name="maximum">The largest number of states; no more than lose anything are drawn.</param>
    public Examples Resample(Random random, int maximum)
    {
        double[] sums = new double[Count];
        double sum = 0;
        int losing = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            losing += _losses[i] > 0 ? 1 : 0;
            sums[i] = sum += _losses[i];
        }
        int[] drawn = new int[Math.Min(losing > 0 ? losing : Count, maximum)];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = losing == 0 ? random.Next(Count) : Draw(random.NextDouble() * sum);
        }
        return Take(drawn);

        // The first state whose sum is above what was drawn: one that loses nothing has the sum of that before it.
        int Draw(double at)
        {
            int low = 0, high = sums.Length - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = sums[middle] > at ? (low, middle) : (middle + 1, high);
            }
            return low;
        }
    }

    private Examples Take(int[] chosen)
    {
        float[] rows = new float[chosen.Length * width];
        double[] targets = new double[chosen.Length * actions];
        ReadOnlySpan<float> states = CollectionsMarshal.AsSpan(_states);
        for (int i = 0; i < chosen.Length; i++)
        {
            states.Slice(chosen[i] * width, width).CopyTo(rows.AsSpan(i * width));
            targets[i * actions + _actions[chosen[i]]] = 1;
        }
        return new Examples(rows, width, targets, actions);
    }
}
