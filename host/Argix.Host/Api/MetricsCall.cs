using System.Net;
using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Health;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;
using Prometheus;

namespace Argix.Api;

/// <summary>
/// <c>GET /metrics</c> in Prometheus' text format: what an operator puts an alarm on. Read anew at each call, so that a figure is never older than its answer.
/// From this machine, or with the token of an admin of the platform: every workspace. With any other token: that of its own workspace only.
/// </summary>
internal static class MetricsCall
{
    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", AnswerAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task AnswerAsync(HttpContext context, DeskRegistry desks, ConnectionService connections, LaneRegistry lanes, PlatformAdmins admins, IEnumerable<ReadyCheck> checks)
    {
        var caller = Caller.Find(context.User);
        if (caller is null && !IsLocal(context))
        {
            throw new ArgixException("unauthenticated", "metrics are for this machine; from elsewhere, send an API token");
        }

        if (caller?.May(Scopes.Read) == false)
        {
            throw new ArgixException("forbidden", "this needs the scope read");
        }

        var registry = Metrics.NewCustomRegistry();
        var figures = new Figures(registry);
        var all = caller is null || await admins.IsAsync(caller, context.RequestAborted);
        foreach (var desk in desks.All.Where(d => all || d.Workspace == caller!.WorkspaceId))
        {
            await DeskAsync(figures, desk);
            foreach (var connection in await connections.ListAsync(desk.Workspace, context.RequestAborted))
            {
                Connection(figures, desk.Workspace, connection, lanes.Look(connection.Id));
            }
        }

        if (all)
        {
            await NodeAsync(figures, registry, checks, context.RequestAborted);
        }

        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }

    // What a proxy on this machine passes on comes from elsewhere, listed or not.
    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } ip && IPAddress.IsLoopback(ip)
        && !context.Request.Headers.Keys.Any(h => h.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase) || h.Equals("Forwarded", StringComparison.OrdinalIgnoreCase));

    private static async Task DeskAsync(Figures figures, Desk desk)
    {
        var workspace = desk.Workspace.ToString();
        figures.DeskOpen.WithLabels(workspace).Set(desk.Health == DeskHealth.Open ? 1 : 0);
        if (desk.Health != DeskHealth.Open)
        {
            return;
        }

        var (seq, orders, kills, open) = await desk.ReadAsync(s => (s.LastSeq, s.OrdersOldestFirst.Count, s.Kills.Count, s.OpenOrders.Select(o => (o.StateWord, Doubt: o.Doubt is not null, Repair: o.Repair is not null)).ToList()));
        figures.Records.WithLabels(workspace).Set(seq);
        figures.Orders.WithLabels(workspace).Set(orders);
        figures.Kills.WithLabels(workspace).Set(kills);
        figures.Doubts.WithLabels(workspace).Set(open.Count(o => o.Doubt));
        figures.Repairs.WithLabels(workspace).Set(open.Count(o => o.Repair));
        foreach (var state in open.CountBy(o => o.StateWord))
        {
            figures.OpenOrders.WithLabels(workspace, state.Key).Set(state.Value);
        }
    }

    private static void Connection(Figures figures, Guid workspace, ConnectionView connection, LaneLook? lane)
    {
        var (of, id) = (workspace.ToString(), connection.Id.ToString());
        figures.Connected.WithLabels(of, id, connection.BrokerId, connection.EnvironmentKind, connection.Status).Set(1);
        figures.TradingOpen.WithLabels(of, id).Set(connection.TradingOpen ? 1 : 0);
        if (lane is null)
        {
            return;
        }

        figures.ClockOffset.WithLabels(of, id).Set(lane.ClockOffset.TotalSeconds);
        foreach (var quota in lane.Quotas.Where(q => q.Limit > 0))
        {
            figures.QuotaUsed.WithLabels(of, id, quota.Bucket).Set(quota.Used / quota.Limit);
        }
    }

    private static async Task NodeAsync(Figures figures, CollectorRegistry registry, IEnumerable<ReadyCheck> checks, CancellationToken cancel)
    {
        DotNetStats.Register(registry);
        foreach (var check in checks)
        {
            figures.Ready.WithLabels(check.Name).Set(await check.Look(cancel) is null ? 1 : 0);
        }
    }

    private sealed class Figures(CollectorRegistry registry)
    {
        private readonly MetricFactory _make = Metrics.WithCustomRegistry(registry);

        public Gauge DeskOpen => Of("argix_desk_open", "1 while this workspace's journal can be written and is whole.", "workspace");
        public Gauge Records => Of("argix_journal_records", "Records in this workspace's journal.", "workspace");
        public Gauge Orders => Of("argix_orders", "Orders ever made, denied ones included.", "workspace");
        public Gauge OpenOrders => Of("argix_open_orders", "Orders that are not over, by state.", "workspace", "state");
        public Gauge Doubts => Of("argix_orders_in_doubt", "Orders that the venue is being asked about.", "workspace");
        public Gauge Repairs => Of("argix_repair_items", "Orders that wait for a person.", "workspace");
        public Gauge Kills => Of("argix_kill_switches_active", "Kill switches that are on.", "workspace");
        public Gauge Connected => Of("argix_connection_status", "1 for the status that a connection has.", "workspace", "connection", "broker", "environment_kind", "status");
        public Gauge TradingOpen => Of("argix_connection_trading_open", "1 while orders may be sent.", "workspace", "connection");
        public Gauge ClockOffset => Of("argix_venue_clock_offset_seconds", "How far the venue's clock is ahead of ours.", "workspace", "connection");
        public Gauge QuotaUsed => Of("argix_rate_quota_used_ratio", "Share of the venue's quota that is used.", "workspace", "connection", "bucket");
        public Gauge Ready => Of("argix_ready", "1 while this check of /health/ready is well.", "check");

        private Gauge Of(string name, string help, params string[] labels) => _make.CreateGauge(name, help, labels);
    }
}
