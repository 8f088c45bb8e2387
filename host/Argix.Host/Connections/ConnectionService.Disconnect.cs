using Argix.Connections.Vault;
using Argix.Data;
using Argix.Errors;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

public sealed partial class ConnectionService
{
    /// <summary>
    /// Ends a connection: no new orders from here on; open ones as chosen; lane closed; what became of each order written down; then the secrets are destroyed. A tombstone stays.
    /// With <see cref="OpenOrdersChoice.Cancel"/> it may come back as <c>disconnecting</c>: then the venue has not yet said that the orders ended, the
    /// lane goes on listening, and calling it again (or <see cref="FinishDisconnectsAsync"/>) ends it.
    /// </summary>
    public async Task<ConnectionView> DisconnectAsync(Guid workspaceId, Guid id, OpenOrdersChoice choice, string actor, CancellationToken ct)
    {
        var row = await BarAsync(workspaceId, id, choice, actor, ct);
        // Waiting for the venue's word holds nobody else up.
        if (row.Intent == ConnectionIntent.Disconnecting && (choice != OpenOrdersChoice.Cancel || await CancelAsync(row, actor, ct)))
        {
            await using var held = await EnterAsync(ct);
            await using var db = open();
            row = await RequireAsync(db, workspaceId, id, ct);
            if (row.Intent == ConnectionIntent.Disconnecting)
            {
                await DestroyAsync(db, row, await EndingWish.OfAsync(db, row, ct), actor);
            }
        }
        return await GetAsync(workspaceId, id, ct);
    }

    // From here on no new orders, or open_orders and nothing has changed.
    private async Task<ConnectionRow> BarAsync(Guid workspaceId, Guid id, OpenOrdersChoice choice, string actor, CancellationToken ct)
    {
        await using var held = await EnterAsync(ct);
        await using var db = open();
        var row = await RequireAsync(db, workspaceId, id, ct);
        if (row.Intent == ConnectionIntent.Disconnected)
        {
            return row;
        }
        RefuseWithOrders(row, choice);
        var before = (row.Intent, row.IntentSince);
        // Asked again, the time that it may take does not begin anew.
        var since = row.Intent == ConnectionIntent.Disconnecting ? row.IntentSince : clock.GetUtcNow();
        db.Outbox.Add(await EndingWish.RowAsync(db, row, choice, await orders.OpenAsync(workspaceId, id), actor, clock, ct));
        await SetIntentAsync(db, row, ConnectionIntent.Disconnecting, since, ct);
        try
        {
            // Once more: an order may have slipped in between the count and the bar.
            RefuseWithOrders(row, choice);
        }
        catch (ArgixException)
        {
            db.Outbox.Add(Outbox.Row(row, "connection_disconnect_refused", actor, clock));
            await SetIntentAsync(db, row, before.Intent, before.IntentSince, CancellationToken.None);
            throw;
        }
        return row;
    }

    // Not to be broken off half way, so without the caller's token. Each step may be done again: a crash in between is finished at the next start.
    private async Task DestroyAsync(ArgixDb db, ConnectionRow row, EndingWish wish, string actor)
    {
        await lanes.CloseAsync(row.WorkspaceId, row.LoginId);
        // The record first. Without one (no journal) nothing is destroyed, and it is tried again.
        var outcomes = await orders.EndAsync(row.WorkspaceId, row.Id, wish.Orders, wish.Choice == OpenOrdersChoice.Leave, actor);
        var shared = await db.Connections.AnyAsync(c => c.WorkspaceId == row.WorkspaceId && c.LoginId == row.LoginId && c.Id != row.Id
            && c.Intent != ConnectionIntent.Disconnected);
        var revoked = !shared && keeper is not null ? await keeper.RevokeAsync(row.WorkspaceId, row.LoginId) : null;
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            if (!shared)
            {
                await db.LoginTokens.Where(t => t.WorkspaceId == row.WorkspaceId && t.LoginId == row.LoginId).ExecuteDeleteAsync();
                await SecretStore.DestroyAsync(db, row.WorkspaceId, row.LoginId, CancellationToken.None);
            }
            (row.Intent, row.IntentSince) = (ConnectionIntent.Disconnected, clock.GetUtcNow());
            db.Outbox.Add(Outbox.Row(row, "connection_disconnected", actor, clock, new
            {
                connectionId = row.Id,
                openOrders = wish.Choice.ToString().ToLowerInvariant(),
                orders = outcomes.Select(o => new { orderId = o.OrderId, outcome = o.Outcome }),
                secretsDestroyed = !shared,
                revoked, // null: there was nothing to revoke, or the broker knows no such call
            }));
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        if (shared)
        {
            await ReopenAsync(db, row, CancellationToken.None);
        }
        else
        {
            await secrets.ScrubFileAsync(CancellationToken.None);
        }
    }

    private static Task SetIntentAsync(ArgixDb db, ConnectionRow row, ConnectionIntent intent, DateTimeOffset since, CancellationToken ct)
    {
        (row.Intent, row.IntentSince) = (intent, since);
        return db.SaveChangesAsync(ct);
    }
}
