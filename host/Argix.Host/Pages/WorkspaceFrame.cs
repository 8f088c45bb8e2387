using Argix.Accounts;
using Argix.Connections.OAuth;
using Argix.Connections;
using Argix.Health;
using Argix.Strategies;
using Argix.Trading.Orders;
using Argix.Trading;
using Argix.Web;

namespace Argix.Pages;

/// <summary>What stands around every page, from the rooms that know it.</summary>
internal sealed class WorkspaceFrame(AccountService accounts, ConnectionService connections, KillSwitch kill, TradeReads reads, StrategyService strategies, LimitAlerts alerts, IEnumerable<HealthWarning> warnings, TimeProvider clock) : IPageFrame
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    public async ValueTask<PageFrame> Get(HttpContext context)
    {
        if (Caller.Find(context.User) is not { } caller)
            return PageFrame.Nobody;
        var mine = (await connections.ListAsync(caller.WorkspaceId, context.RequestAborted)).Where(c => c.Status != "disconnected").ToList();
        var places = await accounts.WorkspacesAsync(caller.UserId, context.RequestAborted);
        return new PageFrame
        {
            User = context.User.Identity?.Name ?? "signed in",
            Workspace = places.FirstOrDefault(w => w.Id == caller.WorkspaceId).Name,
            Others = [.. places.Where(w => w.Id != caller.WorkspaceId).Select(w => (w.Id, w.Name))],
            Environment = Gravest(mine.Select(c => c.EnvironmentKind)),
            Kill = kill.Active(caller.WorkspaceId).OrderBy(k => k.Since).Select(k => new FrameKill(k.Since, k.Reason)).FirstOrDefault(),
            LossReached = (await reads.LossReachedAsync(caller.WorkspaceId, clock.GetUtcNow())).Any(c => mine.Exists(m => m.Id == c)),
            Outgrown = [.. mine.Select(m => m.Id).Append(caller.WorkspaceId).SelectMany(alerts.Of).Where(e => e.IsOver).Select(e => e.Text)],
            Warnings = caller.May(Scopes.Admin) ? [.. warnings.Select(w => w.Look()).OfType<string>()] : [],
            Accesses = await AccessesAsync(caller.WorkspaceId, mine, context.RequestAborted),
            Repairs = mine.Sum(c => c.UnknownOrders),
            MayTrade = caller.May(Scopes.Trade),
        };
    }

    // Only what a person can mend, and only when it is near; a signed-out broker before everything that will end.
    private async Task<IReadOnlyList<FrameAccess>> AccessesAsync(Guid workspace, List<ConnectionView> mine, CancellationToken ct)
    {
        var soon = clock.GetUtcNow() + Ahead;
        var ending = mine.Where(c => c.Status == "reauth_required" || (c.Status is not ("disabled" or "disconnecting") && c.PersonNeededAt <= soon)).ToList();
        if (ending.Count == 0)
            return [];
        var armed = (await strategies.ListAsync(workspace, ct)).Where(s => s.Armed).ToLookup(s => s.ConnectionId, s => s.Name);
        return [.. ending.OrderBy(c => c.Status == "reauth_required" ? 0 : 1).ThenBy(c => c.PersonNeededAt).Take(3).Select(c => new FrameAccess(c.Id, c.Name, c.BrokerId,
            c.Credentials.Any(f => f.Field == TokenKeeper.AccessField), c.Status == "reauth_required" ? null : c.PersonNeededAt, [.. armed[c.Id]]))];
    }

    /// <summary>Live before demo before paper: one live connection is enough to be careful.</summary>
    public static FrameEnvironment Gravest(IEnumerable<string> kinds) =>
        kinds.Select(Kind).DefaultIfEmpty(FrameEnvironment.None).Max();

    // A kind that nobody thought of is treated as live.
    private static FrameEnvironment Kind(string kind) => kind switch
    {
        "paper" => FrameEnvironment.Paper,
        "demo" => FrameEnvironment.Demo,
        _ => FrameEnvironment.Live,
    };
}
