using System.Text.Json;
using System.Text.Json.Serialization;
using Argix.Trading.Core;

namespace Argix.Trading.Journal;

/// <summary>A record's payload: schema version, who, why, what happened.</summary>
public sealed record JournalPayload(int V, string Actor, string Cause, IReadOnlyList<DeskEvent> Events)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads a payload back.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static JournalPayload Parse(string json) => JsonSerializer.Deserialize<JournalPayload>(json, Options) ?? throw new JsonException("empty payload");

    /// <summary>The record's kind: what happened first, in one word.</summary>
    public static string KindOf(IReadOnlyList<DeskEvent> events) =>
        events[0] is Noted note ? note.Kind : JsonNamingPolicy.SnakeCaseLower.ConvertName(events[0].GetType().Name);
}
