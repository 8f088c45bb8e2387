using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Argix.Broker.Tradier;

/// <summary>Reads Tradier's lists: several elements in a list, one without it, none as the text "null". Pure.</summary>
internal static class TradierList
{
    /// <summary>The elements under <c>{outer: {inner: …}}</c> and how many pages there are, or null where the text holds no such list.</summary>
    public static (IReadOnlyList<T> Items, int Pages)? Read<T>(ReadOnlyMemory<byte> body, string outer, string inner, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(outer, out var holder) ? Held(holder, inner, type) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static (IReadOnlyList<T>, int)? Held<T>(JsonElement holder, string inner, JsonTypeInfo<T> type) where T : class
    {
        if (IsNone(holder))
        {
            return ([], 1);
        }
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty(inner, out var held))
        {
            return null;
        }
        var pages = holder.TryGetProperty("total_pages", out var p) && p.TryGetInt32(out var n) ? n : 1;
        return held.ValueKind switch
        {
            _ when IsNone(held) => ([], pages),
            JsonValueKind.Object => ([held.Deserialize(type)!], pages),
            JsonValueKind.Array => ([.. held.EnumerateArray().Select(e => e.Deserialize(type)!)], pages),
            _ => null,
        };
    }

    private static bool IsNone(JsonElement e) => e.ValueKind == JsonValueKind.Null || (e.ValueKind == JsonValueKind.String && e.GetString() == "null");
}
