namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The environments that come with the library, by name.</summary>
public static class NamedEnvironments
{
    /// <summary>Makes each environment.</summary>
    public static IReadOnlyDictionary<string, Func<IEnvironment>> All { get; } = new Dictionary<string, Func<IEnvironment>>
    {
        ["cartpole"] = () => new CartPole(),
        ["cartpole-500"] = () => new CartPole(500),
    };

    /// <summary>What makes an environment.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those that there are.</exception>
    public static Func<IEnvironment> Find(string name) => All.TryGetValue(name, out Func<IEnvironment>? make)
        ? make
        : throw new ArgumentException($"There is no environment '{name}'; there are {string.Join(", ", All.Keys)}.", nameof(name));
}
