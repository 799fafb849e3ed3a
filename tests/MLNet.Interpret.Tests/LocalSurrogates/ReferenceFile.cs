using System.Text.Json;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>Expectations that other programs made; see Reference/README.md.</summary>
internal static class ReferenceFile
{
    public static T Read<T>(string name, JsonSerializerOptions options)
    {
        using Stream file = typeof(ReferenceFile).Assembly.GetManifestResourceStream($"Reference/{name}")
            ?? throw new FileNotFoundException($"There is no reference '{name}'.");
        return JsonSerializer.Deserialize<T>(file, options)!;
    }
}
