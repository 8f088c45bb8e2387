using System.Text.Json;

namespace Argix.Strategies;

/// <summary>What stands in a strategy's row: its parameters, and how often and when it was armed.</summary>
internal sealed record StoredStrategy(CrossParameters Parameters, int Arming, DateTimeOffset? ArmedAt)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static StoredStrategy Read(string json) => JsonSerializer.Deserialize<StoredStrategy>(json, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);
}
