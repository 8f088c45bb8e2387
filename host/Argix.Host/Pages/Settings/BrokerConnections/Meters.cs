using Argix.Contracts.Manifest;
using Argix.Pages.Brokers;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;
using Argix.Web;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>What a lane measures, in words. <paramref name="Here"/>: the connection whose page it is; others may share its login.</summary>
public sealed record Meters(LaneLook Look, BrokerManifest? Manifest, IReadOnlyDictionary<Guid, string> Strategies, IReadOnlyDictionary<Guid, string> Connections, Guid Here)
{
    public string Clock => Look.ClockTolerance is null ? "Not compared at this broker"
        : Look.ClockOffset == TimeSpan.Zero ? "They agree, as far as can be told"
        : $"The broker's is {Math.Abs(Look.ClockOffset.TotalSeconds):0.0} s {(Look.ClockOffset > TimeSpan.Zero ? "ahead of" : "behind")} ours";

    public bool Skewed => Look.ClockTolerance is { } tolerance && Look.ClockOffset.Duration() > tolerance;

    /// <summary>What a quota is called: <c>orders, 200 in 1 min</c>.</summary>
    public string Name(QuotaLook q)
    {
        var rule = Manifest?.RateLimits.FirstOrDefault(r => r.Bucket == q.Bucket);
        var per = rule is null ? "" : $", {q.Limit:0.#} in {BrokerFacts.Duration(rule.Per)}";
        return $"{Format.Words(q.Bucket)}{per}{(q.Scope switch { "ip" => ", for this address", "app" => ", for this application", "account" => ", for the account", "instrument" => ", for one instrument", _ => "" })}";
    }

    /// <summary>How much is kept back for cancels.</summary>
    public int KeptForCancels(QuotaLook q) => Manifest?.RateLimits.FirstOrDefault(r => r.Bucket == q.Bucket) is { ReserveForCancels: > 0 and var share } ? (int)Math.Ceiling((double)share * q.Limit) : 0;

    public static string What(string what) => what switch { "read" => "Reading", "submit" => "New orders", "replace" => "Changes", "cancel" => "Cancels", _ => Format.Words(what) };

    /// <summary>Who sent it: a strategy, people and the API, or the login's own upkeep.</summary>
    public (string Text, string? Href) Who(Spent s) => s switch
    {
        { Strategy: { } strategy } => (Strategies.GetValueOrDefault(strategy, "a deleted strategy"), $"/strategies/{strategy}"),
        { Connection: { } connection } when connection != Here => ($"by hand or API, on {Connections.GetValueOrDefault(connection, "another connection")}", $"/settings/broker-connections/{connection}"),
        { Connection: not null } => ("by hand or API", null),
        _ => ("the login: orders, positions, prices", null),
    };
}
