using Argix.Data;
using Argix.Errors;
using Argix.Strategies.Core.Graph;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies;

/// <summary>Documents: making a strategy, a new version of it, what differs, and deleting it.</summary>
public sealed partial class StrategyService
{
    private const int MostStrategies = 200;

    /// <summary>Makes a strategy from a document or a template. An incomplete document is stored only as a draft; it can then neither be armed nor back-tested.</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c> with <c>problems</c>.</exception>
    public async Task<StrategyView> CreateAsync(Guid workspace, string name, GraphDocument document, bool draft, string actor, CancellationToken ct)
    {
        RequireStorable(document, draft);
        using var held = await EnterAsync(ct);
        await using var data = _db.Open();
        await CheckConnectionAsync(data, workspace, Trades.Of(document).ConnectionId, ct);
        if (await data.Strategies.CountAsync(s => s.WorkspaceId == workspace, ct) >= MostStrategies)
        {
            throw new ArgixException("validation_failed", $"a workspace has at most {MostStrategies} strategies; delete one that is not needed");
        }

        var row = new StrategyRow { WorkspaceId = workspace, Id = _ids.NewId(), Name = name, Kind = Graph, Parameters = new StoredStrategy(null, 0, null).Write(), UpdatedAt = _clock.GetUtcNow() };
        data.Strategies.Add(row);
        data.StrategyVersions.Add(Documents.Row(row, 1, document, actor, row.UpdatedAt));
        Record(data, row, "strategy_created", actor, null);
        await data.SaveChangesAsync(ct);
        return await ViewAsync(data, row, ct);
    }

    /// <summary>
    /// Changes name, document, what it trades and its approval rule, of a disarmed strategy. Null leaves as it is. A document that differs in anything is a new version; the old one stays readable.
    /// The moving-average cross becomes a drawing when its document is changed.
    /// </summary>
    public async Task<StrategyView> ChangeDocumentAsync(Guid workspace, Guid id, DocumentChange change, string actor, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = _db.Open();
        var row = await RequireDisarmedAsync(data, workspace, id, ct);
        var stored = StoredStrategy.Read(row.Parameters);
        if (change.Document is { } document)
        {
            RequireStorable(document, change.Draft);
            await CheckConnectionAsync(data, workspace, Trades.Of(document).ConnectionId, ct);
            row.Kind = Graph;
            await KeepVersionAsync(data, row, stored with { Parameters = null }, document, actor, ct);
        }

        if (change.Approval is { } approval)
        {
            row.Parameters = (StoredStrategy.Read(row.Parameters) with { Approval = approval.ExpiresSeconds == 0 ? null : approval }).Write();
        }

        (row.Name, row.UpdatedAt) = (change.Name ?? row.Name, _clock.GetUtcNow());
        Record(data, row, "strategy_changed", actor, null);
        await data.SaveChangesAsync(ct);
        return await ViewAsync(data, row, ct);
    }

    /// <summary>A version's document; null is the newest.</summary>
    public async Task<DocumentView> DocumentAsync(Guid workspace, Guid id, int? version, CancellationToken ct)
    {
        await using var data = _db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        var wanted = version ?? StoredStrategy.Read(row.Parameters).Version;
        var kept = await data.StrategyVersions.AsNoTracking().FirstOrDefaultAsync(v => v.WorkspaceId == workspace && v.StrategyId == id && v.Version == wanted, ct);
        var document = await Documents.OfAsync(data, row, wanted, ct) ?? throw new ArgixException("not_found", "the strategy has no such version");
        return new DocumentView(wanted, GraphCanon.Hash(document), GraphCanon.Text(document), kept?.Actor ?? "argix", kept?.At ?? row.UpdatedAt, GraphCheck.Problems(document));
    }

    /// <summary>Versions, newest first.</summary>
    public async Task<IReadOnlyList<VersionView>> VersionsAsync(Guid workspace, Guid id, CancellationToken ct)
    {
        await using var data = _db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        var kept = await data.StrategyVersions.AsNoTracking().Where(v => v.WorkspaceId == workspace && v.StrategyId == id).OrderByDescending(v => v.Version).ToListAsync(ct);
        var newest = await DocumentAsync(workspace, row.Id, null, ct);
        return [.. kept.Select(v => new VersionView(v.Version, v.Hash, v.Actor, v.At)).Concat(kept.Exists(v => v.Version == newest.Version) ? [] : [new VersionView(newest.Version, newest.Hash, newest.Actor, newest.At)]).OrderByDescending(v => v.Version)];
    }

    /// <summary>What differs from one version to another.</summary>
    public async Task<IReadOnlyList<GraphChange>> DiffAsync(Guid workspace, Guid id, int from, int to, CancellationToken ct)
    {
        await using var data = _db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        var (before, after) = (await Documents.OfAsync(data, row, from, ct), await Documents.OfAsync(data, row, to, ct));
        return before is null || after is null ? throw new ArgixException("not_found", "the strategy has no such version") : GraphDiff.Between(before, after);
    }

    /// <summary>Deletes a disarmed strategy. Its orders, and what the audit chain says of it, stay.</summary>
    public async Task DeleteAsync(Guid workspace, Guid id, string actor, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = _db.Open();
        var row = await RequireDisarmedAsync(data, workspace, id, ct);
        if ((await _reads.OrdersAsync(workspace, 1, null, o => o.StrategyId == id && !o.IsFinal)).Items.Count > 0)
        {
            throw new ArgixException("open_orders", "an order of this strategy is still open or unknown; cancel it, or wait for its end");
        }

        data.Strategies.Remove(row);
        Record(data, row, "strategy_deleted", actor, null);
        await data.SaveChangesAsync(ct);
        await data.StrategyVersions.Where(v => v.WorkspaceId == workspace && v.StrategyId == id).ExecuteDeleteAsync(ct);
        await data.Backtests.Where(b => b.WorkspaceId == workspace && b.StrategyId == id).ExecuteDeleteAsync(ct);
        await data.Approvals.Where(a => a.WorkspaceId == workspace && a.StrategyId == id && a.State != "approved").ExecuteDeleteAsync(ct);
        await data.Signals.Where(s => s.WorkspaceId == workspace && s.StrategyId == id).ExecuteDeleteAsync(ct);
    }

    /// <summary>Refuses a connection that is not this workspace's or is gone.</summary>
    internal async Task RequireConnectionAsync(Guid workspace, Guid? connection, CancellationToken ct)
    {
        await using var data = _db.Open();
        await CheckConnectionAsync(data, workspace, connection, ct);
    }

    /// <summary>Keeps the sealed secret of signals.</summary>
    internal async Task SetSignalSecretAsync(Guid workspace, Guid id, string sealedSecret, string actor, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = _db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        row.Parameters = (StoredStrategy.Read(row.Parameters) with { SignalSecret = sealedSecret }).Write();
        Record(data, row, "signal_secret_made", actor, null);
        await data.SaveChangesAsync(ct);
    }

    /// <summary>The runnable document and version of a strategy, for a back-test.</summary>
    internal async Task<(GraphDocument Document, int Version)> RunnableAsync(Guid workspace, Guid id, CancellationToken ct)
    {
        await using var data = _db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        var version = StoredStrategy.Read(row.Parameters).Version;
        var document = await Documents.OfAsync(data, row, version, ct) ?? throw new ArgixException("validation_failed", "the strategy has no document");
        RequireRunnable(document);
        return (document, version);
    }

    /// <summary>Refuses a document with problems; all of them are in <c>problems</c>.</summary>
    public static void RequireRunnable(GraphDocument document)
    {
        if (GraphCheck.Problems(document) is { Count: > 0 } problems)
        {
            throw Faulty(problems);
        }
    }

    public static ArgixException Faulty(IReadOnlyList<GraphProblem> problems) =>
        new("validation_failed", $"document: {(problems[0].Block is { } block ? $"{block}: " : "")}{problems[0].What} — {problems[0].Fix}") { Facts = new Dictionary<string, object?> { ["problems"] = problems } };

    private static void RequireStorable(GraphDocument document, bool draft)
    {
        if (!draft)
        {
            RequireRunnable(document);
        }
    }

    // A version is written once and stays: whatever differs, a label included, is a new one.
    private async Task KeepVersionAsync(ArgixDb data, StrategyRow row, StoredStrategy stored, GraphDocument document, string actor, CancellationToken ct)
    {
        var before = await Documents.OfAsync(data, row, stored.Version, ct) ?? StoredStrategy.Read(row.Parameters).Parameters?.Document();
        if (before is not null)
        {
            await EnsureVersionAsync(data, row, stored.Version, before, actor, ct);
        }

        var now = _clock.GetUtcNow();
        var next = before is null || GraphCanon.Text(before) != GraphCanon.Text(document) ? stored.Version + 1 : stored.Version;
        if (next != stored.Version)
        {
            data.StrategyVersions.Add(Documents.Row(row, next, document, actor, now));
        }

        (row.Parameters, row.UpdatedAt) = ((stored with { Version = next }).Write(), now);
    }

    private async Task EnsureVersionAsync(ArgixDb data, StrategyRow row, int version, GraphDocument document, string actor, CancellationToken ct)
    {
        if (!await data.StrategyVersions.AnyAsync(v => v.WorkspaceId == row.WorkspaceId && v.StrategyId == row.Id && v.Version == version, ct))
        {
            data.StrategyVersions.Add(Documents.Row(row, version, document, actor, _clock.GetUtcNow()));
        }
    }
}

/// <summary>A change of a strategy; null leaves as it is. An approval rule of 0 seconds switches approval off.</summary>
public sealed record DocumentChange(string? Name, GraphDocument? Document, bool Draft = false, ApprovalRule? Approval = null);
