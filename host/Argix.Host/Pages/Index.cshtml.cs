using Argix.Connections;
using Argix.Trading;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;

namespace Argix.Pages;

/// <summary>One account as the dashboard shows it. Accounts are never added up: paper money is no money.</summary>
public sealed record AccountLine(ConnectionView Connection, AccountSnapshot? Account, EquityPoint? Worth, IReadOnlyList<EquityPoint> Curve, bool Stale);

/// <summary>What there is, what it is worth and what needs a person.</summary>
public sealed class DashboardModel(ConnectionService connections, TradeReads reads, AccountBook accounts, EquityHistory equity, KillSwitch kill, TradingStart trading, TimeProvider clock) : MemberPage
{
    public IReadOnlyList<AccountLine> Accounts { get; private set; } = [];
    public IReadOnlyList<PositionView> Positions { get; private set; } = [];
    public IReadOnlyList<OrderView> Open { get; private set; } = [];
    public bool MoreOpen { get; private set; }
    public IReadOnlyList<Repair> Repairs { get; private set; } = [];
    public bool AnyOrder { get; private set; }
    public bool Killed { get; private set; }
    public bool AnyReal { get; private set; }

    public async Task OnGetAsync()
    {
        await LoadConnectionsAsync(connections);
        var workspace = Me.WorkspaceId;
        var mine = Connections.Values.Where(c => c.Status != "disconnected").ToList();
        Accounts = [.. mine.Select(Line)];
        Positions = [.. (await reads.PositionsAsync(workspace)).Where(p => p.Quantity != 0 || p.Drift != 0)];
        var open = await reads.OrdersAsync(workspace, 20, null, o => !o.IsFinal);
        (Open, MoreOpen) = (open.Items, open.NextCursor is not null);
        AnyOrder = open.Items.Count > 0 || (await reads.OrdersAsync(workspace, 1, null)).Items.Count > 0;
        AnyReal = mine.Any(c => c.EnvironmentKind != "paper");
        Killed = kill.Active(workspace).Count > 0;
        var doubtful = await reads.OrdersAsync(workspace, 100, null, o => !o.IsFinal && o.Doubt is not null);
        Repairs = Repair.Of(mine, doubtful.Items, Positions, trading.Problems.Where(p => p.Contains(workspace.ToString(), StringComparison.Ordinal)));
    }

    private AccountLine Line(ConnectionView c)
    {
        var account = accounts.Account(c.Id);
        return new AccountLine(c, account, EquityHistory.Worth(account), equity.Of(c.Id), account is null || clock.GetUtcNow() - account.ReconciledAt > TradeWords.FreshFor);
    }
}
