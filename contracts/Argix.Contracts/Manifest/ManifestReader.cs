using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Contracts.Manifest;

/// <summary>Reads <c>plugin.json</c>. Durations are ISO 8601 (<c>PT10S</c>); unknown members are refused so that a typing error is seen.</summary>
public static class ManifestReader
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 16,
        Converters = { new IsoDuration(), new JsonStringEnumConverter<Availability>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The manifest in these UTF-8 bytes.</summary>
    /// <exception cref="JsonException">Not a manifest; the message names the place.</exception>
    public static BrokerManifest Read(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<BrokerManifest>(utf8, Options) ?? throw new JsonException("plugin.json holds null");

    private sealed class IsoDuration : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return System.Xml.XmlConvert.ToTimeSpan(reader.GetString() ?? "");
            }
            catch (FormatException e)
            {
                throw new JsonException("not an ISO 8601 duration such as PT10S", e);
            }
        }

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(System.Xml.XmlConvert.ToString(value));
    }
}
