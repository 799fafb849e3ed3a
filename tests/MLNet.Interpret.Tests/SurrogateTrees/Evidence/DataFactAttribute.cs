namespace MLNet.Interpret.Tests.SurrogateTrees.Evidence;

/// <summary>
/// A test on data that are not kept here: the variable MLNET_INTERPRET_DATA names a folder that has tabular/votes.csv and fashion-mnist/ with the
/// four files of Fashion-MNIST. Where it is not set, the test is skipped.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute() => Skip = Folder is null ? "Set MLNET_INTERPRET_DATA to the folder with tabular/votes.csv and fashion-mnist/ to run this." : null;

    public static string? Folder { get; } = Environment.GetEnvironmentVariable("MLNET_INTERPRET_DATA") is { Length: > 0 } folder ? folder : null;

    public static string File(params string[] path) => Path.Combine([Folder!, .. path]);
}
