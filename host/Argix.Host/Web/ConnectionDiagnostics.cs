using System.Runtime.InteropServices;
using Argix.Connections;
using Argix.Connections.Adapters;
using Argix.Trading.Lanes;

namespace Argix.Web;

/// <summary>
/// What somebody who helps needs to know about a connection, and nothing more. Built by naming what goes in: never a secret, part of one or fingerprint, no account number,
/// no name that a person gave, no address of this deployment, no text that a broker wrote.
/// </summary>
public sealed class ConnectionDiagnostics(ConnectionService connections, IBrokers brokers, LaneRegistry lanes, TimeProvider clock)
{
    public async Task<DiagnosticsReport> OfAsync(Guid workspaceId, Guid id, CancellationToken ct)
    {
        var (now, c) = (clock.GetUtcNow(), await connections.GetAsync(workspaceId, id, ct));
        var (entry, look, test) = (brokers.Find(c.BrokerId), lanes.Look(id), connections.LastTest(id));
        return new(1, now,
            new(typeof(ConnectionDiagnostics).Assembly.GetName().Version?.ToString() ?? "", RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString()),
            entry is null ? null : new(entry.Id, entry.Manifest.Version, entry.State.ToString().ToLowerInvariant(), entry.Trust, entry.Availability.ToString().ToLowerInvariant(),
                [.. brokers.Endpoints(entry, c.EnvironmentId).Keys.Order(StringComparer.Ordinal).Select(name => new DiagnosticsEndpoint(name,
                    brokers.IsOverridden(c.BrokerId, c.EnvironmentId, name), brokers.Pins(c.BrokerId, c.EnvironmentId, name) is not null))]),
            new(c.Id, c.EnvironmentId, c.EnvironmentKind, c.Access, c.Status, c.StatusCode, c.StatusSince, c.TradingOpen, c.Permissions, c.TokenExpiresAt, c.PersonNeededAt, c.OpenOrders, c.UnknownOrders,
                [.. c.Credentials.Select(f => new DiagnosticsField(f.Field, f.AddedAt))]),
            test is { } t ? new(t.At, t.Result.Ok, [.. t.Result.Checks.Select(k => new DiagnosticsCheck(k.Id, k.Status, k.Code, k.Docs, k.BrokerDocs))]) : null,
            look is null ? null : new((long)look.ClockOffset.TotalMilliseconds, [.. look.Quotas.Select(q => new DiagnosticsQuota(q.Bucket, q.Scope, q.Limit, q.Used, q.PausedUntil))],
                look.Spending.GroupBy(s => s.What, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(s => s.Calls), StringComparer.Ordinal)));
    }
}

/// <summary>The report as JSON. Add a member only when a stranger may read it.</summary>
public sealed record DiagnosticsReport(int Format, DateTimeOffset At, DiagnosticsHost Host, DiagnosticsPlugin? Plugin, DiagnosticsConnection Connection, DiagnosticsTest? LastTest, DiagnosticsLane? Lane);

public sealed record DiagnosticsHost(string Version, string Runtime, string System, string Architecture);

public sealed record DiagnosticsPlugin(string Id, string Version, string State, string Trust, string Availability, IReadOnlyList<DiagnosticsEndpoint> Endpoints);

public sealed record DiagnosticsEndpoint(string Name, bool Overridden, bool Pinned);

public sealed record DiagnosticsConnection(Guid Id, string EnvironmentId, string EnvironmentKind, string Access, string Status, string? StatusCode, DateTimeOffset StatusSince, bool TradingOpen,
    Permissions Permissions, DateTimeOffset? TokenExpiresAt, DateTimeOffset? PersonNeededAt, int OpenOrders, int UnknownOrders, IReadOnlyList<DiagnosticsField> Credentials);

public sealed record DiagnosticsField(string Field, DateTimeOffset AddedAt);

public sealed record DiagnosticsTest(DateTimeOffset At, bool Ok, IReadOnlyList<DiagnosticsCheck> Checks);

public sealed record DiagnosticsCheck(string Id, string Status, string? Code, string Docs, string BrokerDocs);

public sealed record DiagnosticsLane(long ClockOffsetMilliseconds, IReadOnlyList<DiagnosticsQuota> Quotas, IReadOnlyDictionary<string, int> CallsInTheLastMinute);

public sealed record DiagnosticsQuota(string Bucket, string Scope, double Limit, double Used, DateTimeOffset? PausedUntil);
