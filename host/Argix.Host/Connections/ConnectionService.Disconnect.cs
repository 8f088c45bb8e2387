using Argix.Connections.Vault;
using Argix.Data;
using Argix.Errors;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

public sealed partial class ConnectionService
{
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CancelGlance = TimeSpan.FromMilliseconds(100);

    /// <summary>The word of the query string, <c>refuse</c> when there is none.</summary>
    public static OpenOrdersChoice ParseChoice(string? text) => text switch
    {
        null or "" or "refuse" => OpenOrdersChoice.Refuse,
        "cancel" => OpenOrdersChoice.Cancel,
        "leave" => OpenOrdersChoice.Leave,
        _ => throw FormRules.Failed("openOrders", "One of: refuse, cancel, leave."),
    };

    /// <summary>
    /// Ends a connection: no new orders from here on; open ones as chosen; lane closed; secrets destroyed; a tombstone stays.
    /// With <see cref="OpenOrdersChoice.Cancel"/> it may come back as <c>disconnecting</c>: then the venue has not yet said that the orders ended, the
    /// lane goes on listening, and calling it again (or <see cref="FinishDisconnectsAsync"/>) ends it.
    /// </summary>
    public async Task<ConnectionView> DisconnectAsync(Guid workspaceId, Guid id, OpenOrdersChoice choice, string actor, CancellationToken ct)
    {
        var row = await BarAsync(workspaceId, id, choice, ct);
        // Waiting for the venue's word holds nobody else up.
        if (row.Intent == ConnectionIntent.Disconnecting && (choice != OpenOrdersChoice.Cancel || await CancelAsync(row, actor, ct)))
        {
            await using var held = await EnterAsync(ct);
            await using var db = open();
            row = await RequireAsync(db, workspaceId, id, ct);
            if (row.Intent == ConnectionIntent.Disconnecting)
            {
                await DestroyAsync(db, row, choice, actor);
            }
        }
        return await GetAsync(workspaceId, id, ct);
    }

    /// <summary>Ends those that wait for the venue's word on cancelled orders and have it now. Called from time to time, and at start.</summary>
    public async Task FinishDisconnectsAsync(CancellationToken ct)
    {
        await using var held = await EnterAsync(ct);
        await using var db = open();
        foreach (var row in await db.Connections.Where(c => c.Intent == ConnectionIntent.Disconnecting).ToListAsync(ct))
        {
            // A lane that is not up yet may not know its orders yet: no orders seen is not no orders.
            if (lanes.Health(row.WorkspaceId, row.Id).Status is "connected" or "degraded" && !HasOrders(row))
            {
                await DestroyAsync(db, row, OpenOrdersChoice.Cancel, "system");
            }
        }
    }

    // From here on no new orders, or open_orders and nothing has changed.
    private async Task<ConnectionRow> BarAsync(Guid workspaceId, Guid id, OpenOrdersChoice choice, CancellationToken ct)
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
        await SetIntentAsync(db, row, ConnectionIntent.Disconnecting, clock.GetUtcNow(), ct);
        try
        {
            // Once more: an order may have slipped in between the count and the bar.
            RefuseWithOrders(row, choice);
        }
        catch (ArgixException)
        {
            await SetIntentAsync(db, row, before.Intent, before.IntentSince, CancellationToken.None);
            throw;
        }
        return row;
    }

    private void RefuseWithOrders(ConnectionRow row, OpenOrdersChoice choice)
    {
        if (!HasOrders(row))
        {
            return;
        }
        if (choice == OpenOrdersChoice.Refuse)
        {
            throw OpenOrders(row);
        }
        if (choice == OpenOrdersChoice.Cancel && row.Intent == ConnectionIntent.Disabled)
        {
            throw NotFrom(row.Intent);
        }
    }

    private bool HasOrders(ConnectionRow row) => orders.Count(row.WorkspaceId, row.Id) is not (0, 0);

    private ArgixException OpenOrders(ConnectionRow row)
    {
        var (openOrders, unknownOrders) = orders.Count(row.WorkspaceId, row.Id);
        return new("open_orders", $"{openOrders} orders are open and {unknownOrders} unknown on this connection. Choose openOrders=cancel, or openOrders=leave to leave them at the broker.")
        {
            Facts = new Dictionary<string, object?> { ["openOrders"] = openOrders, ["unknownOrders"] = unknownOrders },
        };
    }

    private async Task<bool> CancelAsync(ConnectionRow row, string actor, CancellationToken ct)
    {
        if (HasOrders(row))
        {
            await orders.CancelAllAsync(row.WorkspaceId, row.Id, actor);
        }
        for (var start = clock.GetTimestamp(); HasOrders(row); await Task.Delay(CancelGlance, clock, ct))
        {
            if (clock.GetElapsedTime(start) > CancelPatience)
            {
                return false;
            }
        }
        return true;
    }

    // Not to be broken off half way, so without the caller's token.
    private async Task DestroyAsync(ArgixDb db, ConnectionRow row, OpenOrdersChoice choice, string actor)
    {
        await lanes.CloseAsync(row.WorkspaceId, row.LoginId);
        var shared = await db.Connections.AnyAsync(c => c.WorkspaceId == row.WorkspaceId && c.LoginId == row.LoginId && c.Id != row.Id
            && c.Intent != ConnectionIntent.Disconnected);
        if (!shared && keeper is not null)
        {
            await keeper.RevokeAsync(row.WorkspaceId, row.LoginId);
        }
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
                openOrders = choice.ToString().ToLowerInvariant(),
                secretsDestroyed = !shared,
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
