using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: the equations of motion of Barto, Sutton and Anderson (1983) without friction, solved another way; steps worked out by hand.</summary>
public class CartPoleTests
{
    // The two equations that hold at once: (M + m) a + m l cos(t) b = F + m l w^2 sin(t) for the cart, and cos(t) a + 4/3 l b = g sin(t) for the pole, with the
    // accelerations a of the cart and b of the angle t. Cramer's rule solves them.
    private static double[] PlainStep(double[] s, int action)
    {
        const double cart = 1, pole = 0.1, half = 0.5, gravity = 9.8;
        double force = action == 1 ? 10 : -10, sin = Math.Sin(s[2]), cos = Math.Cos(s[2]);
        double[,] left = { { cart + pole, pole * half * cos }, { cos, 4.0 / 3 * half } };
        double[] right = [force + pole * half * s[3] * s[3] * sin, gravity * sin];
        double determinant = left[0, 0] * left[1, 1] - left[0, 1] * left[1, 0];
        double a = (right[0] * left[1, 1] - left[0, 1] * right[1]) / determinant, b = (left[0, 0] * right[1] - right[0] * left[1, 0]) / determinant;
        return [s[0] + 0.02 * s[1], s[1] + 0.02 * a, s[2] + 0.02 * s[3], s[3] + 0.02 * b];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Moves_as_the_equations_of_motion_say(int seed)
    {
        Random random = new(seed);
        CartPole cart = new(500);
        float[] state = new float[4];
        for (int episode = 0; episode < 40; episode++)
        {
            double[] expected = [random.NextDouble() * 2 - 1, random.NextDouble() * 2 - 1, random.NextDouble() * 0.3 - 0.15, random.NextDouble() * 2 - 1];
            cart.Reset(expected[0], expected[1], expected[2], expected[3]);
            for (bool isDone = false; !isDone;)
            {
                int action = random.Next(2);
                expected = PlainStep(expected, action);
                (double reward, isDone) = cart.Step(action, state);
                Assert.Equal(1, reward);
                for (int i = 0; i < 4; i++)
                {
                    Assert.Equal(expected[i], state[i], 2e-6);
                }
                Assert.Equal(Math.Abs(expected[0]) > 2.4 || Math.Abs(expected[2]) > 12 * Math.PI / 180, isDone);
            }
        }
    }

    // From rest: 10 N on 1.1 kg, so push = 100/11; b = -push / (0.5 (4/3 - 0.1/1.1)) = -600/41; a = push + 0.05 (600/41) / 1.1 = 400/41; 0.02 s of both.
    [Theory]
    [InlineData(1, 8.0 / 41, -12.0 / 41)]
    [InlineData(0, -8.0 / 41, 12.0 / 41)]
    public void The_first_steps_from_rest_are_those_by_hand(int action, double velocity, double angularVelocity)
    {
        CartPole cart = new();
        float[] state = new float[4];
        cart.Reset(0, 0, 0, 0);
        Assert.Equal(new EnvironmentStep(1, false), cart.Step(action, state));
        Assert.Equal([0f, (float)velocity, 0f, (float)angularVelocity], state);
        cart.Step(action, state);
        // Places move by the speeds before the step.
        Assert.Equal(0.02 * velocity, state[0], 1e-7);
        Assert.Equal(0.02 * angularVelocity, state[2], 1e-7);
    }

    [Theory]
    [InlineData(2.39, 1, 0, 0)]
    [InlineData(-2.39, -1, 0, 0)]
    [InlineData(0, 0, 0.209, 0.1)]
    [InlineData(0, 0, -0.209, -0.1)]
    public void Ends_beyond_2_4_metres_and_12_degrees(double position, double velocity, double angle, double angularVelocity)
    {
        CartPole cart = new();
        float[] state = new float[4];
        cart.Reset(position, velocity, angle, angularVelocity);
        Assert.True(cart.Step(1, state).IsDone);
        Assert.Contains("has ended", Assert.Throws<InvalidOperationException>(() => cart.Step(1, state)).Message);
        cart.Reset(position - 0.1 * Math.Sign(velocity), velocity, angle - 0.01 * Math.Sign(angularVelocity), angularVelocity);
        Assert.False(cart.Step(1, state).IsDone);
    }

    // Right when the pole turns to the right: a policy that is known to last.
    [Theory]
    [InlineData("cartpole", 200)]
    [InlineData("cartpole-500", 500)]
    public void Ends_after_all_steps(string name, int steps)
    {
        IEnvironment cart = NamedEnvironments.Find(name)();
        float[] state = new float[4];
        cart.Reset(1, state);
        int lasted = 1;
        while (!cart.Step(state[2] + 0.5f * state[3] + 0.05f * state[0] + 0.1f * state[1] > 0 ? 1 : 0, state).IsDone)
        {
            lasted++;
        }
        Assert.Equal(steps, lasted);
    }

    [Fact]
    public void Starts_within_a_twentieth_of_0_by_its_seed()
    {
        CartPole cart = new();
        float[][] starts = [.. Enumerable.Range(0, 2000).Select(seed =>
        {
            float[] state = new float[4];
            cart.Reset(seed, state);
            return state;
        })];
        Assert.All(starts, s => Assert.All(s, v => Assert.InRange(v, -0.05f, 0.05f)));
        for (int i = 0; i < 4; i++)
        {
            // A uniform distribution's mean 0 and variance w^2 / 3, within four standard errors.
            Assert.InRange(starts.Average(s => s[i]), -4 * 0.05 / Math.Sqrt(3 * 2000), 4 * 0.05 / Math.Sqrt(3 * 2000));
            Assert.Equal(0.05 * 0.05 / 3, starts.Average(s => s[i] * s[i]), 0.1 * 0.05 * 0.05 / 3);
        }
        float[] again = new float[4];
        new CartPole().Reset(7, again);
        Assert.Equal(starts[7], again);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        CartPole cart = new();
        float[] state = new float[4];
        Assert.Throws<InvalidOperationException>(() => cart.Step(0, state));
        cart.Reset(1, state);
        Assert.Contains("to the left (0)", Assert.Throws<ArgumentOutOfRangeException>(() => cart.Step(2, state)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CartPole(0));
        Assert.Contains("cartpole, cartpole-500", Assert.Throws<ArgumentException>(() => NamedEnvironments.Find("pong")).Message);
    }
}
