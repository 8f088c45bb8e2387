using Argix.Connections;
using Argix.Trading;
using Argix.Trading.Desks;

namespace Argix.Pages;

/// <summary>What a person should look at, and every order that no broker has answered for.</summary>
public sealed class RepairsModel(ConnectionService connections, TradeReads reads, TradingStart trading) : MemberPage
{
    public IReadOnlyList<OrderView> InDoubt { get; private set; } = [];
    /// <summary>Open orders that nobody watches: their connection ended or has no access.</summary>
    public IReadOnlyList<OrderView> Unmanaged { get; private set; } = [];
    public IReadOnlyList<Repair> Others { get; private set; } = [];

    public async Task OnGetAsync()
    {
        await LoadConnectionsAsync(connections);
        var workspace = Me.WorkspaceId;
        InDoubt = (await reads.OrdersAsync(workspace, 500, null, o => !o.IsFinal && o.Doubt is not null)).Items;
        Unmanaged = (await reads.OrdersAsync(workspace, 500, null, o => o.Unmanaged is not null)).Items;
        Others = Repair.Of(Connections.Values.Where(c => c.Status != "disconnected"), (await reads.OrdersAsync(workspace, 100, null, o => o is { IsFinal: true, Repair: not null })).Items, await reads.PositionsAsync(workspace),
            trading.Problems.Where(p => p.Contains(workspace.ToString(), StringComparison.Ordinal)));
    }
}
