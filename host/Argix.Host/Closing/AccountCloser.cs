using System.Text.Json;
using Argix.Accounts;
using Argix.Connections;
using Argix.Connections.Vault;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Argix.Strategies;
using Microsoft.EntityFrameworkCore;

namespace Argix.Closing;

/// <summary>What closing would mean, workspace by workspace.</summary>
public sealed record ClosingPlan(IReadOnlyList<ClosingWorkspace> Workspaces)
{
    public int Busy => Workspaces.Sum(w => w.Connections.Sum(c => c.OpenOrders));
}

/// <summary>A workspace of the person. <paramref name="Closes"/>: nobody else could administer it, so it goes too.</summary>
public sealed record ClosingWorkspace(Guid Id, string Name, bool Closes, int OtherMembers, IReadOnlyList<ConnectionView> Connections);

/// <summary>
/// Closes an account. First what protects others and money (orders, strategies, access at brokers, secrets), then, in one transaction, the person's data. It may be broken
/// off before that transaction and called again; each step before it may be done twice.
/// </summary>
public sealed class AccountCloser(DbFactory contexts, ConnectionService connections, StrategyService strategies, SecretStore secrets, IIdSource ids, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>What would happen. It changes nothing.</summary>
    public async Task<ClosingPlan> PlanAsync(string userId, CancellationToken ct)
    {
        await using var db = contexts.Open();
        var mine = await db.Members.AsNoTracking().Where(m => m.UserId == userId).Join(db.Workspaces, m => m.WorkspaceId, w => w.Id, (m, w) => new { w.Id, w.Name, m.Role }).OrderBy(w => w.Name).ToListAsync(ct);
        var plan = new List<ClosingWorkspace>();
        foreach (var w in mine)
        {
            var others = await db.Members.AsNoTracking().Where(m => m.WorkspaceId == w.Id && m.UserId != userId).Select(m => m.Role).ToListAsync(ct);
            var closes = others.Count == 0 || (w.Role == Roles.Admin && !others.Contains(Roles.Admin));
            plan.Add(new(w.Id, w.Name, closes, others.Count, closes ? [.. (await connections.ListAsync(w.Id, ct)).Where(c => c.Status != "disconnected")] : []));
        }
        return new(plan);
    }

    /// <summary>Closes it. Refused with <c>open_orders</c> while orders are open and the choice is to refuse; then nothing has changed.</summary>
    public async Task<Receipt> CloseAsync(string userId, string actor, OpenOrdersChoice choice, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var plan = await PlanAsync(userId, ct);
            if (plan.Workspaces.Count == 0)
                throw new ArgixException("unauthenticated", "This account is closed already — there is nothing left to do");
            RefuseWithOrders(plan, choice);
            var done = new List<ClosedWorkspace>();
            foreach (var w in plan.Workspaces)
                done.Add(await EndAsync(w, choice, actor));
            return await EraseAsync(userId, actor, choice, done);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static void RefuseWithOrders(ClosingPlan plan, OpenOrdersChoice choice)
    {
        var all = plan.Workspaces.SelectMany(w => w.Connections).ToList();
        if (choice == OpenOrdersChoice.Refuse && plan.Busy > 0)
            throw new ArgixException("open_orders", $"{plan.Busy} orders are open in what would be closed. Choose openOrders=cancel, or openOrders=leave to leave them at the broker.")
            {
                Facts = new Dictionary<string, object?> { ["openOrders"] = plan.Busy, ["unknownOrders"] = all.Sum(c => c.UnknownOrders), ["connections"] = all.Where(c => c.OpenOrders > 0).Select(c => c.Id).ToList() },
            };
        if (choice == OpenOrdersChoice.Cancel && all.Find(c => c.Status == "disabled" && c.OpenOrders > 0) is { } disabled)
            throw new ArgixException("open_orders", $"{disabled.Name} is disabled, so nobody could cancel its orders — enable it first, or choose openOrders=leave");
    }

    // Not to be broken off half way by a browser that goes away.
    private async Task<ClosedWorkspace> EndAsync(ClosingWorkspace w, OpenOrdersChoice choice, string actor)
    {
        var disarmed = 0;
        foreach (var strategy in w.Closes ? await strategies.ListAsync(w.Id, CancellationToken.None) : [])
        {
            if (!strategy.Armed)
                continue;
            await strategies.DisarmAsync(w.Id, strategy.Id, actor, CancellationToken.None);
            disarmed++;
        }
        var ended = new List<ClosedConnection>();
        foreach (var c in w.Connections)
        {
            var after = c.Status == "disconnecting" ? c : await connections.DisconnectAsync(w.Id, c.Id, choice, actor, CancellationToken.None);
            ended.Add(await ToldAsync(w.Id, after));
        }
        return new(w.Id, w.Closes, ended, disarmed, w.OtherMembers);
    }

    // What the connection's own record says, not what we hope.
    private async Task<ClosedConnection> ToldAsync(Guid workspace, ConnectionView c)
    {
        await using var db = contexts.Open();
        var text = c.Status == "disconnected" ? (await db.Outbox.AsNoTracking().Where(o => o.WorkspaceId == workspace && o.Kind == "connection_disconnected").OrderByDescending(o => o.Id).Select(o => o.Data).ToListAsync())
            .Find(d => d.Contains(c.Id.ToString(), StringComparison.Ordinal)) : null;
        if (text is null)
            return new(c.Id, c.BrokerId, c.EnvironmentId, c.Status, false, null, []);
        using var json = JsonDocument.Parse(text);
        var data = json.RootElement;
        return new(c.Id, c.BrokerId, c.EnvironmentId, c.Status, data.GetProperty("secretsDestroyed").GetBoolean(),
            data.GetProperty("revoked").ValueKind is JsonValueKind.True or JsonValueKind.False ? data.GetProperty("revoked").GetBoolean() : null,
            [.. data.GetProperty("orders").EnumerateArray().Select(o => new ClosedOrder(o.GetProperty("orderId").GetGuid(), o.GetProperty("outcome").GetString()!))]);
    }

    private async Task<Receipt> EraseAsync(string userId, string actor, OpenOrdersChoice choice, IReadOnlyList<ClosedWorkspace> done)
    {
        var now = clock.GetUtcNow();
        Receipt receipt;
        await using (var db = contexts.Open())
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            var (sessions, tokens) = await Erasure.PersonAsync(db, userId, [.. done.Where(w => w.Closed).Select(w => w.Id)], now, CancellationToken.None);
            receipt = new(ids.NewId(), now, userId, choice.ToString().ToLowerInvariant(), done, sessions, tokens, Receipt.WhatIsErased, Receipt.WhatStays);
            foreach (var w in done)
                db.Outbox.Add(new OutboxRow { WorkspaceId = w.Id, Kind = "account_closed", Actor = actor, At = now, Data = JsonSerializer.Serialize(new { userId, receipt = receipt.Id, workspaceClosed = w.Closed }) });
            db.Closures.Add(new ClosureRow { Id = receipt.Id, At = now, Receipt = JsonSerializer.Serialize(receipt, JsonSerializerOptions.Web) });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        await secrets.ScrubFileAsync(CancellationToken.None); // erased means out of the file, too
        return receipt;
    }
}
