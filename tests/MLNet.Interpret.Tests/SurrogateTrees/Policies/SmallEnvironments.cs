using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>
/// A corridor of five places along x, at whose end another one of five leads up along y. One step costs 1, the end is at (4, 4), and walls stop whoever
/// walks against them. The shortest way is to go right while x is below 4, and then up.
/// </summary>
internal sealed class Corridor : IEnvironment
{
    private int _x, _y, _steps;

    public IReadOnlyList<string> StateNames { get; } = ["x", "y"];

    public IReadOnlyList<string> ActionNames { get; } = ["right", "up", "left", "down"];

    public void Reset(int seed, Span<float> state)
    {
        (_x, _y, _steps) = (new Random(seed).Next(5), 0, 0);
        (state[0], state[1]) = (_x, _y);
    }

    public EnvironmentStep Step(int action, Span<float> state)
    {
        (_x, _y) = Next(_x, _y, action);
        (state[0], state[1]) = (_x, _y);
        return new(-1, (_x, _y) == (4, 4) || ++_steps == 30);
    }

    /// <summary>The action values: what is to come is the length of the shortest way.</summary>
    public static IScorer Values(List<int>? batches = null) => new FunctionScorer("state", 2, 4, (rows, scores) =>
    {
        batches?.Add(rows.Length / 2);
        for (int i = 0; i < rows.Length / 2; i++)
        {
            for (int action = 0; action < 4; action++)
            {
                (int x, int y) = Next((int)rows.Span[2 * i], (int)rows.Span[2 * i + 1], action);
                scores.Span[4 * i + action] = -1 - (8 - x - y);
            }
        }
    });

    private static (int X, int Y) Next(int x, int y, int action) => action switch
    {
        0 => (Math.Min(x + 1, 4), y),
        1 => x == 4 ? (x, Math.Min(y + 1, 4)) : (x, y),
        2 => y == 0 ? (Math.Max(x - 1, 0), y) : (x, y),
        _ => (x, Math.Max(y - 1, 0)),
    };
}

/// <summary>
/// Each step draws two numbers a and b. In a fifth of the cases, where a is above 0.8, a large gain lies in telling whether b is above 0.5; in the
/// others a small one in telling whether a is above 0.4. One test of a tree can do one of them only, and which one is worth it the losses tell.
/// </summary>
internal sealed class Wager(double small = 0.01, double large = 10) : IEnvironment
{
    private readonly float[] _state = new float[2];
    private Random _random = new();
    private int _steps;

    public IReadOnlyList<string> StateNames { get; } = ["a", "b"];

    public IReadOnlyList<string> ActionNames { get; } = ["low", "high"];

    public void Reset(int seed, Span<float> state)
    {
        (_random, _steps) = (new Random(seed), 0);
        Draw(state);
    }

    public EnvironmentStep Step(int action, Span<float> state)
    {
        double reward = Gain(_state[0], _state[1], action);
        Draw(state);
        return new(reward, ++_steps == 20);
    }

    public double Gain(float a, float b, int action) => (a > 0.8f ? b > 0.5f : a > 0.4f) == (action == 1) ? a > 0.8f ? large : small : 0;

    public IScorer Values() => new FunctionScorer("state", 2, 2, (rows, scores) =>
    {
        for (int i = 0; i < scores.Length; i++)
        {
            scores.Span[i] = (float)Gain(rows.Span[i & ~1], rows.Span[i | 1], i & 1);
        }
    });

    private void Draw(Span<float> state)
    {
        (_state[0], _state[1]) = (_random.NextSingle(), _random.NextSingle());
        _state.CopyTo(state);
    }
}
