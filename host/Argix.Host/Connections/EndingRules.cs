namespace Argix.Connections;

/// <summary>How long a disconnect waits for the venue's word on cancelled orders. What is not proven by then stays listed as unmanaged. Configuration <c>Connections:DisconnectWithin</c>.</summary>
public sealed record EndingRules(TimeSpan Within)
{
    public static readonly EndingRules Default = new(TimeSpan.FromMinutes(2));

    public static EndingRules From(IConfiguration? configuration) =>
        configuration?.GetValue<TimeSpan?>("Connections:DisconnectWithin") is { } within && within > TimeSpan.Zero ? new(within) : Default;
}
