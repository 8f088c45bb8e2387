using System.Text.Json;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Argix.Trading.Desks;
using Argix.Trading.Orders;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies;

/// <summary>An intent that waits for a person, or what became of it.</summary>
public sealed record ApprovalView(Guid Id, Guid StrategyId, string State, string Symbol, string Side, string Type, string Size, string Because, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? DecidedAt, string? DecidedBy, Guid? OrderId, string? Detail);

/// <summary>
/// The queue of intents that wait for a person. It is a table, so a restart loses nothing; an intent that nobody answers expires, and nothing but a person's word lets it go.
/// Only the newest intent of a strategy waits: an older one was thought of another market.
/// </summary>
public sealed class Approvals(DbFactory db, OrderEntry orders, IIdSource ids, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Word = TimeSpan.FromSeconds(2);

    /// <summary>Puts an intent into the queue, once for its key. The order, when a person has let it go already.</summary>
    internal async Task<Guid?> AskAsync(Guid workspace, Run run, Placement placement, OrderRequest request, CancellationToken ct)
    {
        await using var data = db.Open();
        if (await data.Approvals.AsNoTracking().FirstOrDefaultAsync(a => a.WorkspaceId == workspace && a.Key == placement.Key, ct) is { } known)
        {
            return known.OrderId;
        }

        var now = clock.GetUtcNow();
        foreach (var older in await data.Approvals.Where(a => a.WorkspaceId == workspace && a.StrategyId == run.StrategyId && a.State == "waiting").ToListAsync(ct))
        {
            (older.State, older.DecidedAt) = ("replaced", now);
        }

        var row = new ApprovalRow
        {
            WorkspaceId = workspace,
            Id = ids.NewId(),
            StrategyId = run.StrategyId,
            Arming = run.Arming,
            Key = placement.Key,
            Request = JsonSerializer.Serialize(new Stored(request with { Sized = null }, placement.Intent.Size is { } size ? SizeJson.Write(size) : null, placement.Quantity, Core.Graph.GraphIntent.Words(placement.Intent.Size), placement.Intent.Because), Json),
            State = "waiting",
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(run.Approval!.ExpiresSeconds),
        };
        data.Approvals.Add(row);
        data.Outbox.Add(Record(row, "approval_asked", $"strategy:{run.StrategyId}"));
        await data.SaveChangesAsync(ct);
        return null;
    }

    public async Task<IReadOnlyList<ApprovalView>> ListAsync(Guid workspace, Guid? strategy, int limit, CancellationToken ct)
    {
        await using var data = db.Open();
        var rows = await data.Approvals.AsNoTracking().Where(a => a.WorkspaceId == workspace && (strategy == null || a.StrategyId == strategy)).OrderByDescending(a => a.CreatedAt).Take(limit).ToListAsync(ct);
        return [.. rows.Select(View)];
    }

    /// <summary>Lets an intent go. The order goes through the one door, with all its controls, under the key of its evaluation: approved twice, it is one order.</summary>
    /// <exception cref="ArgixException"><c>not_found</c>, or <c>validation_failed</c> when it is too late.</exception>
    public async Task<ApprovalView> ApproveAsync(Guid workspace, Guid id, string actor, CancellationToken ct)
    {
        await using var data = db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        var strategy = await data.Strategies.AsNoTracking().FirstOrDefaultAsync(s => s.WorkspaceId == workspace && s.Id == row.StrategyId, ct);
        if (strategy is not { Armed: true } || StoredStrategy.Read(strategy.Parameters).Arming != row.Arming)
        {
            return await DecideAsync(data, row, "expired", actor, "the strategy is not armed any more", ct);
        }

        // The decision is durable before the order: whoever dies between them can approve again, and the key makes one order of it.
        if (row.State == "waiting")
        {
            await DecideAsync(data, row, "approved", actor, null, ct);
        }

        var stored = JsonSerializer.Deserialize<Stored>(row.Request, Json)!;
        var request = stored.Size is null || stored.Request.Quantity is not null || stored.Request.Notional is not null ? stored.Request : stored.Request with { Sized = GraphSizing.Of(SizeJson.Read(stored.Size)) };
        try
        {
            var placed = await orders.PlaceAsync(workspace, actor, "strategy", request with { SignalAt = clock.GetUtcNow() }, row.Key, Word, row.StrategyId, ct);
            (row.OrderId, row.Detail) = (placed.Order.Id, placed.Order.Code);
        }
        catch (ArgixException e)
        {
            row.Detail = $"{e.Code}: {e.Message}";
        }

        await data.SaveChangesAsync(ct);
        return View(row);
    }

    public async Task<ApprovalView> RefuseAsync(Guid workspace, Guid id, string actor, CancellationToken ct)
    {
        await using var data = db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        return row.State == "waiting" ? await DecideAsync(data, row, "refused", actor, null, ct) : throw new ArgixException("validation_failed", $"it is {View(row).State} already");
    }

    /// <summary>What waited for a strategy that is disarmed will not be let go any more.</summary>
    internal static async Task DropAsync(ArgixDb data, Guid workspace, Guid strategy, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var row in await data.Approvals.Where(a => a.WorkspaceId == workspace && a.StrategyId == strategy && a.State == "waiting").ToListAsync(ct))
        {
            (row.State, row.DecidedAt, row.Detail) = ("expired", now, "the strategy was disarmed");
        }
    }

    private async Task<ApprovalRow> RequireAsync(ArgixDb data, Guid workspace, Guid id, CancellationToken ct)
    {
        var row = await data.Approvals.FirstOrDefaultAsync(a => a.WorkspaceId == workspace && a.Id == id, ct) ?? throw new ArgixException("not_found", "there is no such intent in this workspace");
        if (row.State == "waiting" && row.ExpiresAt <= clock.GetUtcNow())
        {
            await DecideAsync(data, row, "expired", "argix", null, ct);
        }

        return row.State is "waiting" || (row is { State: "approved", OrderId: null } && row.ExpiresAt > clock.GetUtcNow()) ? row : throw new ArgixException("validation_failed", $"it is {row.State} already; nothing was sent");
    }

    private async Task<ApprovalView> DecideAsync(ArgixDb data, ApprovalRow row, string state, string actor, string? detail, CancellationToken ct)
    {
        (row.State, row.DecidedAt, row.DecidedBy, row.Detail) = (state, clock.GetUtcNow(), actor, detail);
        data.Outbox.Add(Record(row, "approval_" + state, actor));
        await data.SaveChangesAsync(ct);
        return View(row);
    }

    private OutboxRow Record(ApprovalRow row, string kind, string actor) => new()
    {
        WorkspaceId = row.WorkspaceId,
        Kind = kind,
        Actor = actor,
        At = clock.GetUtcNow(),
        Data = JsonSerializer.Serialize(new { approvalId = row.Id, strategyId = row.StrategyId, key = row.Key }, Json),
    };

    private ApprovalView View(ApprovalRow row)
    {
        var stored = JsonSerializer.Deserialize<Stored>(row.Request, Json)!;
        var state = row.State == "waiting" && row.ExpiresAt <= clock.GetUtcNow() ? "expired" : row.State;
        return new ApprovalView(row.Id, row.StrategyId, state, stored.Request.Symbol, stored.Request.Side, stored.Request.Type, stored.Quantity is { } q ? Core.Graph.Spelling.Of(q) : stored.Words, stored.Because,
            row.CreatedAt, row.ExpiresAt, row.DecidedAt, row.DecidedBy, row.OrderId, row.Detail);
    }

    private sealed record Stored(OrderRequest Request, string? Size, decimal? Quantity, string Words, string Because);
}
