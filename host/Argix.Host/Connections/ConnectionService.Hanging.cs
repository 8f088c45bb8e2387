using Argix.Data;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

/// <summary>Orders that hang on a broker's plugin: connections of this workspace with theirs, and how many orders others have.</summary>
public sealed record HangingOrders(string BrokerId, IReadOnlyList<ConnectionView> Mine, int Elsewhere)
{
    public int Orders => Mine.Sum(c => c.OpenOrders) + Elsewhere;
}

public sealed partial class ConnectionService
{
    /// <summary>Asked before a plugin is switched off, which concerns every workspace.</summary>
    public async Task<HangingOrders> HangingOnAsync(Guid workspaceId, string brokerId, CancellationToken ct)
    {
        await using var db = open();
        var others = await db.Connections.AsNoTracking().Where(c => c.BrokerId == brokerId && c.WorkspaceId != workspaceId && c.Intent != ConnectionIntent.Disconnected).ToListAsync(ct);
        var mine = (await ListAsync(workspaceId, ct)).Where(c => c.BrokerId == brokerId && c.OpenOrders > 0).ToList();
        return new(brokerId, mine, others.Sum(c => orders.Count(c.WorkspaceId, c.Id).Open));
    }
}
