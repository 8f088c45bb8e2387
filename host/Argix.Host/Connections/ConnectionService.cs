using Argix.Connections.Adapters;
using Argix.Connections.Vault;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

/// <summary>
/// Everything that people do with connections. Each change is a row and an outbox row in one transaction; one change at a time
/// (<c>gate</c>), so that two requests can't both find that an account is not connected yet.
/// </summary>
public sealed partial class ConnectionService(OpenDb open, SecretStore secrets, ConnectionTester tester, IBrokers brokers, ILanes lanes, IOpenOrders orders,
    IIdSource ids, TimeProvider clock, EndingRules ending, OAuth.TokenKeeper? keeper = null) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, (DateTimeOffset At, TestResult Result)> tested = [];

    /// <summary>All connections of a workspace, newest first, tombstones included.</summary>
    public async Task<IReadOnlyList<ConnectionView>> ListAsync(Guid workspaceId, CancellationToken ct)
    {
        await using var db = open();
        var rows = await db.Connections.AsNoTracking().Where(c => c.WorkspaceId == workspaceId).ToListAsync(ct);
        var sealedRows = (await db.Secrets.AsNoTracking().Where(s => s.WorkspaceId == workspaceId).ToListAsync(ct)).ToLookup(s => s.LoginId);
        var tokens = await db.LoginTokens.AsNoTracking().Where(t => t.WorkspaceId == workspaceId).ToDictionaryAsync(t => t.LoginId, ct);
        return [.. rows.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Select(c => View(c, sealedRows[c.LoginId], tokens.GetValueOrDefault(c.LoginId)))];
    }

    /// <exception cref="ArgixException"><c>not_found</c>.</exception>
    public async Task<ConnectionView> GetAsync(Guid workspaceId, Guid id, CancellationToken ct)
    {
        await using var db = open();
        var row = await RequireAsync(db, workspaceId, id, ct);
        return View(row, await db.Secrets.AsNoTracking().Where(s => s.WorkspaceId == workspaceId && s.LoginId == row.LoginId).ToListAsync(ct),
            await db.LoginTokens.AsNoTracking().FirstOrDefaultAsync(t => t.WorkspaceId == workspaceId && t.LoginId == row.LoginId, ct));
    }

    /// <summary>No new orders; reports go on.</summary>
    public Task<ConnectionView> PauseAsync(Guid workspaceId, Guid id, string actor, CancellationToken ct) =>
        TurnAsync(workspaceId, id, ConnectionIntent.Paused, [ConnectionIntent.Active], "connection_paused", actor, ct);

    public Task<ConnectionView> ResumeAsync(Guid workspaceId, Guid id, string actor, CancellationToken ct) =>
        TurnAsync(workspaceId, id, ConnectionIntent.Active, [ConnectionIntent.Paused], "connection_resumed", actor, ct);

    public Task<ConnectionView> EnableAsync(Guid workspaceId, Guid id, string actor, CancellationToken ct) =>
        TurnAsync(workspaceId, id, ConnectionIntent.Active, [ConnectionIntent.Disabled], "connection_enabled", actor, ct);

    /// <summary>Closes the lane and opens it again.</summary>
    public async Task<ConnectionView> ReconnectAsync(Guid workspaceId, Guid id, CancellationToken ct)
    {
        await using var db = open();
        var row = await RequireAsync(db, workspaceId, id, ct);
        if (row.Intent is ConnectionIntent.Disabled or ConnectionIntent.Disconnected)
        {
            throw NotFrom(row.Intent);
        }
        await ReopenAsync(db, row, ct);
        return await GetAsync(workspaceId, id, ct);
    }

    public void Dispose() => gate.Dispose();

    private async Task<ConnectionView> TurnAsync(Guid workspaceId, Guid id, ConnectionIntent to, ConnectionIntent[] from, string kind, string actor, CancellationToken ct,
        Func<ConnectionRow, Task>? first = null)
    {
        await using var held = await EnterAsync(ct);
        await using var db = open();
        var row = await RequireAsync(db, workspaceId, id, ct);
        if (row.Intent != to)
        {
            if (!from.Contains(row.Intent))
            {
                throw NotFrom(row.Intent);
            }
            if (first is not null)
            {
                await first(row);
            }
            var laneChanges = to == ConnectionIntent.Disabled || row.Intent == ConnectionIntent.Disabled;
            (row.Intent, row.IntentSince) = (to, clock.GetUtcNow());
            db.Outbox.Add(Outbox.Row(row, kind, actor, clock));
            await db.SaveChangesAsync(ct);
            if (laneChanges)
            {
                await ReopenAsync(db, row, ct);
            }
        }
        return await GetAsync(workspaceId, id, ct);
    }

    // Closed first, so that the lane opens with the connections as they are now; left closed when none is in use.
    private async Task ReopenAsync(ArgixDb db, ConnectionRow row, CancellationToken ct)
    {
        await lanes.CloseAsync(row.WorkspaceId, row.LoginId);
        if (await db.Connections.AnyAsync(c => c.WorkspaceId == row.WorkspaceId && c.LoginId == row.LoginId
            && c.AccountId != "" && c.Intent != ConnectionIntent.Disabled && c.Intent != ConnectionIntent.Disconnected, ct))
        {
            await lanes.OpenAsync(row.WorkspaceId, row.LoginId);
        }
    }

    private static async Task<ConnectionRow> RequireAsync(ArgixDb db, Guid workspaceId, Guid id, CancellationToken ct) =>
        await db.Connections.FirstOrDefaultAsync(c => c.WorkspaceId == workspaceId && c.Id == id, ct)
        ?? throw new ArgixException("not_found", "There is no such connection in this workspace.");

    private static ArgixException NotFrom(ConnectionIntent intent) => new("connection_not_ready", intent switch
    {
        ConnectionIntent.Disconnected => "The connection has been disconnected and has no credentials any more. Connect the account again.",
        ConnectionIntent.Disconnecting => "The connection is being disconnected.",
        ConnectionIntent.Disabled => "The connection is disabled. Enable it first.",
        _ => $"The connection is {intent.ToString().ToLowerInvariant()}; this does not apply to it.",
    });

    private async Task<Release> EnterAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        return new(gate);
    }

    private readonly struct Release(SemaphoreSlim gate) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            gate.Release();
            return ValueTask.CompletedTask;
        }
    }
}
