using Argix.Accounts;
using Argix.Connections;
using Argix.Trading;
using Argix.Trading.Orders;
using Argix.Web;

namespace Argix.Pages;

/// <summary>What stands around every page, from the rooms that know it.</summary>
internal sealed class WorkspaceFrame(AccountService accounts, ConnectionService connections, KillSwitch kill, TradeReads reads, TimeProvider clock) : IPageFrame
{
    public async ValueTask<PageFrame> Get(HttpContext context)
    {
        if (Caller.Find(context.User) is not { } caller)
            return PageFrame.Nobody;
        var mine = (await connections.ListAsync(caller.WorkspaceId, context.RequestAborted)).Where(c => c.Status != "disconnected").ToList();
        return new PageFrame
        {
            User = context.User.Identity?.Name ?? "signed in",
            Workspace = await accounts.WorkspaceNameAsync(caller.WorkspaceId, context.RequestAborted),
            Environment = Gravest(mine.Select(c => c.EnvironmentKind)),
            Kill = kill.Active(caller.WorkspaceId).OrderBy(k => k.Since).Select(k => new FrameKill(k.Since, k.Reason)).FirstOrDefault(),
            LossReached = (await reads.LossReachedAsync(caller.WorkspaceId, clock.GetUtcNow())).Any(c => mine.Exists(m => m.Id == c)),
            Repairs = mine.Sum(c => c.UnknownOrders),
            MayTrade = caller.May(Scopes.Trade),
        };
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
