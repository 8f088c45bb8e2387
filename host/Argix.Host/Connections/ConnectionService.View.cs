using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Data;
using Argix.Plugins;

namespace Argix.Connections;

public sealed partial class ConnectionService
{
    private ConnectionView View(ConnectionRow row, IEnumerable<SecretRow> sealedRows, LoginTokenRow? tokens = null)
    {
        var (status, code, since, tradingOpen) = Status(row, tokens);
        var gone = row.Intent == ConnectionIntent.Disconnected;
        var (openOrders, unknownOrders) = gone ? (0, 0) : orders.Count(row.WorkspaceId, row.Id);
        return new(row.Id, row.Name, row.BrokerId, row.EnvironmentId, row.EnvironmentKind, row.AccountId, row.Access, status, code, since,
            tradingOpen && row.Access == "trade", new(row.CanRead, row.CanTrade, row.CanWithdraw), gone ? null : tokens?.EndsAt ?? tokens?.AccessExpiresAt, openOrders, unknownOrders,
            gone ? [] : [.. sealedRows.OrderBy(s => s.Field, StringComparer.Ordinal).Select(s => new CredentialView(s.Field, s.LastFour is "" ? null : s.LastFour, s.Fingerprint, s.AddedAt))],
            gone || tokens?.Choices is null ? null : [.. Choices(tokens).Select(a => new AccountChoice(a.Id, a.Name, a.Currency))])
        {
            PersonNeededAt = gone ? null : tokens?.EndsAt,
        };
    }

    // What a person asked for comes first, then what the deployment says of the broker, then how the lane is.
    private (string Status, string? Code, DateTimeOffset Since, bool TradingOpen) Status(ConnectionRow row, LoginTokenRow? tokens)
    {
        if (row.Intent != ConnectionIntent.Active)
        {
            return (row.Intent.ToString().ToLowerInvariant(), null, row.IntentSince, false);
        }
        if (row.AccountId.Length == 0 || tokens?.ReauthSince is not null)
        {
            return tokens?.ReauthSince is { } dead ? ("reauth_required", "reauth_required", dead, false) : ("connecting", null, row.IntentSince, false);
        }
        var health = lanes.Health(row.WorkspaceId, row.Id);
        var blocked = brokers.Find(row.BrokerId) is { } entry ? entry.BlockedCode : "plugin_faulted";
        return blocked switch
        {
            null => (health.Status, health.Code, health.Since, health.TradingOpen),
            "maintenance" => ("maintenance", blocked, health.Since, false),
            _ => ("failed", blocked, health.Since, false),
        };
    }
}
