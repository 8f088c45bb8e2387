using Argix.Data;
using Argix.Errors;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

public sealed partial class ConnectionService
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(15);
    private readonly DateTimeOffset started = clock.GetUtcNow();
    private readonly Dictionary<Guid, long> askedAt = [];

    /// <summary>
    /// Ends those that wait for the venue's word on cancelled orders: when it has come, or when the time for it is over. Called from time to time, and so also after a
    /// restart, where the time begins anew: a host that was off has asked nobody.
    /// </summary>
    public async Task FinishDisconnectsAsync(CancellationToken ct)
    {
        await using var held = await EnterAsync(ct);
        await using var db = open();
        foreach (var row in await db.Connections.Where(c => c.Intent == ConnectionIntent.Disconnecting).ToListAsync(ct))
        {
            await FinishAsync(db, row, await EndingWish.OfAsync(db, row, ct), ct);
        }
    }

    private async Task FinishAsync(ArgixDb db, ConnectionRow row, EndingWish wish, CancellationToken ct)
    {
        // A lane that is not up yet may not know its orders yet: no orders seen is not no orders.
        var up = lanes.Health(row.WorkspaceId, row.Id).Status is "connected" or "degraded";
        if (wish.Choice == OpenOrdersChoice.Leave || (up && !HasOrders(row)) || clock.GetUtcNow() > Later(row.IntentSince, started) + ending.Within)
        {
            await DestroyAsync(db, row, wish, "system");
        }
        else if (wish.Choice == OpenOrdersChoice.Refuse && HasOrders(row))
        {
            // Interrupted between the bar and the refusal: it must not end with orders open.
            db.Outbox.Add(Outbox.Row(row, "connection_disconnect_refused", "system", clock));
            await SetIntentAsync(db, row, ConnectionIntent.Paused, clock.GetUtcNow(), ct);
        }
        else if (wish.Choice == OpenOrdersChoice.Cancel && HasOrders(row) && MayAskAgain(row.Id))
        {
            await orders.CancelAllAsync(row.WorkspaceId, row.Id, "system");
        }
    }

    private bool MayAskAgain(Guid id)
    {
        if (askedAt.TryGetValue(id, out var last) && clock.GetElapsedTime(last) < AskAgainAfter)
        {
            return false;
        }
        askedAt[id] = clock.GetTimestamp();
        return true;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
