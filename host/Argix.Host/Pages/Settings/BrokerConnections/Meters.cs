using System.Globalization;
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
        : $"The broker's is {Whole(Math.Abs(Look.ClockOffset.TotalSeconds))} s {(Look.ClockOffset > TimeSpan.Zero ? "ahead of" : "behind")} ours";

    public bool Skewed => Look.ClockTolerance is { } tolerance && Look.ClockOffset.Duration() > tolerance;

    /// <summary>What a quota is called, and what of it is kept back: <c>Requests (orders), 200 in 1 min, 50 of them kept for cancels</c>.</summary>
    public string Name(QuotaLook q)
    {
        var rule = Manifest?.RateLimits.FirstOrDefault(r => r.Bucket == q.Bucket);
        var kept = rule is { ReserveForCancels: > 0 and var share } ? (int)Math.Ceiling((double)share * q.Limit) : 0;
        var of = q.Scope switch { "ip" => ", for this address", "app" => ", for this application", "account" => ", for the account", "instrument" => ", for one instrument", _ => "" };
        return $"Requests ({q.Bucket}){(rule is null ? "" : $", {Whole(q.Limit)} in {BrokerFacts.Duration(rule.Per)}")}{of}{(kept > 0 ? $", {kept} of them kept for cancels" : "")}";
    }

    public static string Whole(double figure) => figure.ToString("0.#", CultureInfo.InvariantCulture);

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
