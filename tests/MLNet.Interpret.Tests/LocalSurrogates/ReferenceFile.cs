using System.Text.Json;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>Expectations that other programs made, and data; see Data/lime/README.md.</summary>
internal static class ReferenceFile
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "lime", name);

    public static T Read<T>(string name) => JsonSerializer.Deserialize<T>(File.ReadAllText(Path(name)), Json)!;
}
