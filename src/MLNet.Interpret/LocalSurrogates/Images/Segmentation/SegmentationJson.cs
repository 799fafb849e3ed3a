using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>How a segmentation stands in a model file: its kind and its settings.</summary>
internal sealed class SegmentationJson : JsonConverter<ImageSegmentation>
{
    public override ImageSegmentation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement json = JsonElement.ParseValue(ref reader);
        string? kind = json.GetProperty("Kind").GetString();
        JsonElement settings = json.GetProperty("Settings");
        return kind switch
        {
            nameof(Quickshift) => settings.Deserialize<Quickshift>()!,
            nameof(Slic) => settings.Deserialize<Slic>()!,
            nameof(SegmentGrid) => settings.Deserialize<SegmentGrid>()!,
            nameof(GivenSegments) => settings.Deserialize<Given>()!.ToSegments(),
            _ => throw new InvalidDataException($"The model file names the segmentation '{kind}', which this version does not know."),
        };
    }

    public override void Write(Utf8JsonWriter writer, ImageSegmentation value, JsonSerializerOptions options)
    {
        object settings = value is GivenSegments given ? new Given(given.Map.Height, given.Map.Width, given.Map.Segments.ToArray()) : value;
        JsonSerializer.Serialize(writer, new { Kind = value.GetType().Name, Settings = settings });
    }

    private sealed record Given(int Height, int Width, int[] Labels)
    {
        public GivenSegments ToSegments() => new(new SegmentMap(Height, Width, Labels));
    }
}
