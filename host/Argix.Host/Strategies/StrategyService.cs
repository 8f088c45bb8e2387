using System.Text.Json;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Argix.Strategies.Core.Graph;
using Argix.Trading;
using Argix.Trading.Lanes;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies;

/// <summary>What people do with strategies: see, change, arm and disarm them. Making, versions and deleting are in <c>StrategyService.Documents.cs</c>.</summary>
public sealed partial class StrategyService : IDisposable
{
    public const string Cross = "moving_average_cross";
    public const string Graph = "graph";
    private readonly SemaphoreSlim _gate = new(1);
    private readonly DbFactory _db;
    private readonly StrategyHost _host;
    private readonly MarketFeed _feed;
    private readonly TradeReads _reads;
    private readonly Traces _traces;
    private readonly Promotion _promotion;
    private readonly IIdSource _ids;
    private readonly TimeProvider _clock;

    internal StrategyService(DbFactory db, StrategyHost host, StrategyRooms rooms, Promotion promotion, IIdSource ids) =>
        (_db, _host, _feed, _reads, _traces, _promotion, _ids, _clock) = (db, host, rooms.Feed, rooms.Reads, rooms.Traces, promotion, ids, rooms.Clock);

    /// <summary>All strategies of the workspace. One that has none gets the moving-average cross to begin with.</summary>
    public async Task<IReadOnlyList<StrategyView>> ListAsync(Guid workspace, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = _db.Open();
        var rows = await data.Strategies.Where(s => s.WorkspaceId == workspace).ToListAsync(ct);
        if (rows.Count == 0)
        {
            rows.Add(await AddBuiltInAsync(data, workspace, ct));
        }

        List<StrategyView> views = [];
        foreach (var row in rows)
        {
            views.Add(await ViewAsync(data, row, ct));
        }

        return views;
    }

    /// <exception cref="ArgixException"><c>not_found</c>.</exception>
    public async Task<StrategyView> GetAsync(Guid workspace, Guid id, CancellationToken ct)
    {
        await using var data = _db.Open();
        return await ViewAsync(data, await RequireAsync(data, workspace, id, ct), ct);
    }

    /// <summary>Newest first. Those that decided something are kept; the others live in memory and begin anew with the host.</summary>
    public async Task<IReadOnlyList<Evaluation>> EvaluationsAsync(Guid workspace, Guid id, int limit, CancellationToken ct)
    {
        await using var data = _db.Open();
        await RequireAsync(data, workspace, id, ct);
        var recent = _host.Evaluations(id, limit);
        if (recent.Count >= limit)
        {
            return recent;
        }

        var known = recent.Select(e => e.Id).ToHashSet();
        return [.. recent.Concat((await _traces.OfAsync(workspace, id, limit, ct)).Where(e => !known.Contains(e.Id))).OrderByDescending(e => e.At).Take(limit)];
    }

    /// <summary>The evaluation that an order came from; null when no strategy made it (or before traces were kept). The hash is the one in the audit chain.</summary>
    public async Task<(Evaluation Evaluation, Guid Strategy, string Hash)?> EvaluationOfAsync(Guid workspace, Guid order, CancellationToken ct) => await _traces.OfOrderAsync(workspace, order, ct);

    /// <summary>Changes name and parameters of a disarmed strategy. The change is a function of what stands, so fields left out keep their value.</summary>
    public async Task<StrategyView> ChangeAsync(Guid workspace, Guid id, string? name, Func<CrossParameters, CrossParameters> change, string actor, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = _db.Open();
        var row = await RequireDisarmedAsync(data, workspace, id, ct);
        var stored = StoredStrategy.Read(row.Parameters);
        if (stored.Parameters is not { } now)
        {
            throw new ArgixException("validation_failed", "parameters: this strategy is a drawing; change its document");
        }

        var parameters = change(now).Checked();
        await CheckConnectionAsync(data, workspace, parameters.ConnectionId, ct);
        await KeepVersionAsync(data, row, stored with { Parameters = parameters }, parameters.Document(), actor, ct);
        row.Name = name ?? row.Name;
        Record(data, row, "strategy_changed", actor, parameters);
        await data.SaveChangesAsync(ct);
        return await ViewAsync(data, row, ct);
    }

    /// <summary>Lets it trade. On a live connection it needs a passed checklist and a person who confirms (<paramref name="confirmLive"/>).</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c> (problems of the document, or the checklist), <c>unknown_instrument</c>, <c>forbidden</c>.</exception>
    public async Task<StrategyView> ArmAsync(Guid workspace, Guid id, string actor, CancellationToken ct, bool confirmLive = false, bool mayLive = false)
    {
        using var held = await EnterAsync(ct);
        await using var data = _db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        if (!row.Armed)
        {
            var stored = StoredStrategy.Read(row.Parameters);
            var document = await Documents.OfAsync(data, row, stored.Version, ct) ?? throw new ArgixException("validation_failed", "the strategy has no document");
            _ = stored.Parameters?.Checked(complete: true);
            RequireRunnable(document);
            await CheckArmingAsync(data, row, document, new LiveWish(confirmLive, mayLive), ct);
            await TightenAsync(workspace, id, document, actor);
            var now = _clock.GetUtcNow();
            row.Parameters = (stored with { Arming = stored.Arming + 1, ArmedAt = now, FirstArmedAt = stored.FirstArmedAt ?? now }).Write();
            (row.Armed, row.UpdatedAt) = (true, now);
            await EnsureVersionAsync(data, row, stored.Version, document, actor, ct);
            Record(data, row, "strategy_armed", actor, stored.Parameters);
            await data.SaveChangesAsync(ct);
            _host.Start(row, document, resumed: false);
        }

        return await ViewAsync(data, row, ct);
    }

    /// <summary>It asks for nothing more. Open orders and the position stay; close them by hand if they should go. Intents that wait for a person expire.</summary>
    public async Task<StrategyView> DisarmAsync(Guid workspace, Guid id, string actor, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = _db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        if (row.Armed)
        {
            (row.Armed, row.UpdatedAt) = (false, _clock.GetUtcNow());
            Record(data, row, "strategy_disarmed", actor, null);
            await Approvals.DropAsync(data, workspace, id, _clock.GetUtcNow(), ct);
            await data.SaveChangesAsync(ct);
            await _host.StopAsync(id);
        }

        return await ViewAsync(data, row, ct);
    }

    /// <summary>What must hold before it may trade live, and whether it does.</summary>
    public async Task<IReadOnlyList<ChecklistItem>> ChecklistAsync(Guid workspace, Guid id, CancellationToken ct)
    {
        await using var data = _db.Open();
        return await _promotion.ChecklistAsync(await RequireAsync(data, workspace, id, ct), ct);
    }

    public void Dispose() => _gate.Dispose();

    private async Task CheckArmingAsync(ArgixDb data, StrategyRow row, GraphDocument document, LiveWish live, CancellationToken ct)
    {
        var trades = Trades.Of(document);
        var connection = await CheckConnectionAsync(data, row.WorkspaceId, trades.ConnectionId, ct)
            ?? throw Invalid("parameters.connectionId", "choose the connection it trades on");
        if (connection.Access != "trade" || !connection.CanTrade)
        {
            throw new ArgixException("forbidden", "this connection is read-only; choose one with access to trade");
        }

        if (connection.EnvironmentKind == "live")
        {
            await _promotion.RequireAsync(row, live, ct);
        }

        await _feed.CheckAsync(trades.Source(), ct);
    }

    // Risk blocks bind the engine's own limits of this strategy, and only ever tighten them.
    private async Task TightenAsync(Guid workspace, Guid id, GraphDocument document, string actor)
    {
        var now = (await _reads.LimitsAsync(workspace)).FirstOrDefault(l => l.Scope == "strategy" && l.Id == id.ToString());
        if (RiskBinding.Tighter(document, id, now) is { } tighter)
        {
            await _reads.SetLimitsAsync(workspace, actor, admin: false, tighter, _clock, "the strategy's risk blocks");
        }
    }

    private static async Task<ConnectionRow?> CheckConnectionAsync(ArgixDb data, Guid workspace, Guid? connection, CancellationToken ct)
    {
        if (connection is not { } id)
        {
            return null;
        }

        var row = await data.Connections.AsNoTracking().FirstOrDefaultAsync(c => c.WorkspaceId == workspace && c.Id == id, ct)
            ?? throw new ArgixException("not_found", "parameters.connectionId: there is no such connection in this workspace");
        return row.Intent is ConnectionIntent.Disconnecting or ConnectionIntent.Disconnected
            ? throw new ArgixException("connection_not_ready", "that connection has been disconnected; choose another")
            : row;
    }

    private async Task<StrategyRow> AddBuiltInAsync(ArgixDb data, Guid workspace, CancellationToken ct)
    {
        var row = new StrategyRow
        {
            WorkspaceId = workspace,
            Id = _ids.NewId(),
            Name = "Moving-average cross",
            Kind = Cross,
            Parameters = new StoredStrategy(CrossParameters.Default, 0, null).Write(),
            UpdatedAt = _clock.GetUtcNow(),
        };
        data.Strategies.Add(row);
        await data.SaveChangesAsync(ct);
        return row;
    }

    private async Task<StrategyView> ViewAsync(ArgixDb data, StrategyRow row, CancellationToken ct)
    {
        var stored = StoredStrategy.Read(row.Parameters);
        var document = await Documents.OfAsync(data, row, stored.Version, ct);
        var status = _host.Status(row.Id) ?? new RunnerStatus("disarmed", null, null, null);
        var trades = document is null ? null : Trades.Of(document);
        return new StrategyView(row.Id, row.Name, row.Kind, stored.Parameters, row.Armed, row.Armed ? stored.ArmedAt : null, status.Status, status.Detail,
            status.LastBarAt, status.LastValues, await _reads.CountAsync(row.WorkspaceId, row.Id), row.UpdatedAt)
        {
            Version = stored.Version,
            DocumentHash = document is null ? "" : GraphCanon.Hash(document),
            ConnectionId = trades?.ConnectionId,
            Symbol = trades?.Symbol ?? "",
            Approval = stored.Approval,
            HasSignalSecret = stored.SignalSecret is not null,
            Problems = document is null ? [] : GraphCheck.Problems(document),
        };
    }

    private void Record(ArgixDb data, StrategyRow row, string kind, string actor, CrossParameters? parameters)
    {
        var version = StoredStrategy.Read(row.Parameters).Version;
        data.Outbox.Add(new OutboxRow
        {
            WorkspaceId = row.WorkspaceId,
            Kind = kind,
            Actor = actor,
            At = _clock.GetUtcNow(),
            Data = JsonSerializer.Serialize(parameters is null ? new { strategyId = row.Id, version } : (object)new { strategyId = row.Id, version, parameters }, JsonSerializerOptions.Web),
        });
    }

    private static ArgixException Invalid(string field, string wanted) => new("validation_failed", $"{field}: {wanted}") { Facts = new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string> { [field] = wanted } } };

    private static async Task<StrategyRow> RequireAsync(ArgixDb data, Guid workspace, Guid id, CancellationToken ct) =>
        await data.Strategies.FirstOrDefaultAsync(s => s.WorkspaceId == workspace && s.Id == id, ct)
        ?? throw new ArgixException("not_found", "there is no such strategy in this workspace");

    private static async Task<StrategyRow> RequireDisarmedAsync(ArgixDb data, Guid workspace, Guid id, CancellationToken ct) =>
        await RequireAsync(data, workspace, id, ct) is { Armed: false } row ? row
        : throw new ArgixException("validation_failed", "the strategy is armed, and what runs does not change: disarm it first");

    private async Task<IDisposable> EnterAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        return new Release(_gate);
    }

    private sealed class Release(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
