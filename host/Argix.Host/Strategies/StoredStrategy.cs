using System.Text.Json;

namespace Argix.Strategies;

/// <summary>
/// What stands in a strategy's row: how often and when it was armed, which version is the newest, its switches; and for the moving-average cross the parameters that its document follows from.
/// </summary>
/// <param name="SignalSecret">Sealed; never leaves the room.</param>
internal sealed record StoredStrategy(CrossParameters? Parameters, int Arming, DateTimeOffset? ArmedAt, int Version = 1, ApprovalRule? Approval = null, string? SignalSecret = null, DateTimeOffset? FirstArmedAt = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static StoredStrategy Read(string json) => JsonSerializer.Deserialize<StoredStrategy>(json, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);

    // A record prints its members, and a secret must not be printed, sealed or not.
    public override string ToString() => $"version {Version}, armed {Arming} times";
}
