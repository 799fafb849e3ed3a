namespace MLNet.Interpret.SurrogateTrees;

/// <summary>
/// A pole on a cart that is pushed to the left or to the right (Barto, Sutton and Anderson 1983), without friction and with the constants of
/// Gym's CartPole: the episode ends when the pole leans more than 12 degrees, when the cart is more than 2.4 m away, or after all steps. Each
/// step is rewarded by 1.
/// </summary>
public sealed class CartPole : IEnvironment
{
    private const double Gravity = 9.8, CartMass = 1, PoleMass = 0.1, HalfLength = 0.5, Force = 10, Seconds = 0.02;
    private const double MaximumPosition = 2.4, MaximumAngle = 12 * Math.PI / 180, StartWidth = 0.05;

    private readonly int _maximumSteps;
    private double _position, _velocity, _angle, _angularVelocity;
    private int _stepsLeft;

    /// <summary>A cart.</summary>
    /// <param name="maximumSteps">The steps after which an episode ends in any case: 200 (default) in Gym's CartPole-v0, 500 in CartPole-v1.</param>
    public CartPole(int maximumSteps = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumSteps, 1);
        _maximumSteps = maximumSteps;
    }

    /// <summary>In metres, metres per second, radians from upright and radians per second.</summary>
    public IReadOnlyList<string> StateNames { get; } = ["cart position", "cart velocity", "pole angle", "pole angular velocity"];

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["push left", "push right"];

    /// <inheritdoc/>
    public void Reset(int seed, Span<float> state)
    {
        Random random = new(seed);
        Reset(Start(), Start(), Start(), Start());
        Write(state);

        double Start() => StartWidth * (2 * random.NextDouble() - 1);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The episode has ended, or none was begun.</exception>
    public EnvironmentStep Step(int action, Span<float> state)
    {
        if (_stepsLeft == 0)
        {
            throw new InvalidOperationException("The cart's episode has ended; begin another one by Reset.");
        }
        double force = action switch
        {
            0 => -Force,
            1 => Force,
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "A cart is pushed to the left (0) or to the right (1)."),
        };
        (double sin, double cos) = Math.SinCos(_angle);
        double mass = CartMass + PoleMass;
        double push = (force + PoleMass * HalfLength * _angularVelocity * _angularVelocity * sin) / mass;
        double angularAcceleration = (Gravity * sin - cos * push) / (HalfLength * (4.0 / 3 - PoleMass * cos * cos / mass));
        double acceleration = push - PoleMass * HalfLength * angularAcceleration * cos / mass;
        _position += Seconds * _velocity;
        _velocity += Seconds * acceleration;
        _angle += Seconds * _angularVelocity;
        _angularVelocity += Seconds * angularAcceleration;
        Write(state);
        bool hasFailed = Math.Abs(_position) > MaximumPosition || Math.Abs(_angle) > MaximumAngle;
        _stepsLeft = hasFailed ? 0 : _stepsLeft - 1;
        return new EnvironmentStep(1, _stepsLeft == 0);
    }

    /// <summary>Starts an episode in a certain state.</summary>
    internal void Reset(double position, double velocity, double angle, double angularVelocity)
    {
        (_position, _velocity, _angle, _angularVelocity) = (position, velocity, angle, angularVelocity);
        _stepsLeft = _maximumSteps;
    }

    private void Write(Span<float> state)
    {
        state[0] = (float)_position;
        state[1] = (float)_velocity;
        state[2] = (float)_angle;
        state[3] = (float)_angularVelocity;
    }
}
