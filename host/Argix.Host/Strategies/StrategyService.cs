using System.Text.Json;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Argix.Trading;
using Argix.Trading.Lanes;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies;

/// <summary>What people do with strategies. Each workspace has the built-in one; graphs come later.</summary>
public sealed class StrategyService(DbFactory db, StrategyHost host, MarketFeed feed, TradeReads reads, IIdSource ids, TimeProvider clock) : IDisposable
{
    public const string Kind = "moving_average_cross";
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>All strategies of the workspace: until graphs exist, the built-in one.</summary>
    public async Task<IReadOnlyList<StrategyView>> ListAsync(Guid workspace, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = db.Open();
        var rows = await data.Strategies.Where(s => s.WorkspaceId == workspace).ToListAsync(ct);
        if (rows.Count == 0)
        {
            rows.Add(await AddBuiltInAsync(data, workspace, ct));
        }

        return [.. await Task.WhenAll(rows.Select(ViewAsync))];
    }

    /// <exception cref="ArgixException"><c>not_found</c>.</exception>
    public async Task<StrategyView> GetAsync(Guid workspace, Guid id, CancellationToken ct)
    {
        await using var data = db.Open();
        return await ViewAsync(await RequireAsync(data, workspace, id, ct));
    }

    /// <summary>Newest first; kept in memory, so they begin anew with the host.</summary>
    public async Task<IReadOnlyList<Evaluation>> EvaluationsAsync(Guid workspace, Guid id, int limit, CancellationToken ct)
    {
        await using var data = db.Open();
        await RequireAsync(data, workspace, id, ct);
        return host.Evaluations(id, limit);
    }

    /// <summary>Changes name and parameters of a disarmed strategy. The change is a function of what stands, so fields left out keep their value.</summary>
    public async Task<StrategyView> ChangeAsync(Guid workspace, Guid id, string? name, Func<CrossParameters, CrossParameters> change, string actor, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        if (row.Armed)
        {
            throw new ArgixException("validation_failed", "the strategy is armed, and what runs does not change: disarm it first");
        }

        var stored = StoredStrategy.Read(row.Parameters);
        var parameters = change(stored.Parameters).Checked();
        await CheckConnectionAsync(data, workspace, parameters, ct);
        (row.Parameters, row.Name, row.UpdatedAt) = ((stored with { Parameters = parameters }).Write(), name ?? row.Name, clock.GetUtcNow());
        Record(data, row, "strategy_changed", actor, parameters);
        await data.SaveChangesAsync(ct);
        return await ViewAsync(row);
    }

    /// <summary>Lets it trade. Paper and demo only until live arming has its checklist.</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c>, <c>unknown_instrument</c>, <c>forbidden</c>, or <c>not_implemented</c> for a live connection.</exception>
    public async Task<StrategyView> ArmAsync(Guid workspace, Guid id, string actor, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        if (!row.Armed)
        {
            var stored = StoredStrategy.Read(row.Parameters);
            await CheckArmingAsync(data, workspace, stored.Parameters.Checked(complete: true), ct);
            row.Parameters = (stored with { Arming = stored.Arming + 1, ArmedAt = clock.GetUtcNow() }).Write();
            (row.Armed, row.UpdatedAt) = (true, clock.GetUtcNow());
            Record(data, row, "strategy_armed", actor, stored.Parameters);
            await data.SaveChangesAsync(ct);
            host.Start(row, resumed: false);
        }

        return await ViewAsync(row);
    }

    /// <summary>It asks for nothing more. Open orders and the position stay; close them by hand if they should go.</summary>
    public async Task<StrategyView> DisarmAsync(Guid workspace, Guid id, string actor, CancellationToken ct)
    {
        using var held = await EnterAsync(ct);
        await using var data = db.Open();
        var row = await RequireAsync(data, workspace, id, ct);
        if (row.Armed)
        {
            (row.Armed, row.UpdatedAt) = (false, clock.GetUtcNow());
            Record(data, row, "strategy_disarmed", actor, null);
            await data.SaveChangesAsync(ct);
            await host.StopAsync(id);
        }

        return await ViewAsync(row);
    }

    public void Dispose() => _gate.Dispose();

    private async Task CheckArmingAsync(ArgixDb data, Guid workspace, CrossParameters parameters, CancellationToken ct)
    {
        var connection = (await CheckConnectionAsync(data, workspace, parameters, ct))!;
        if (connection.Access != "trade" || !connection.CanTrade)
        {
            throw new ArgixException("forbidden", "this connection is read-only; choose one with access to trade");
        }

        if (connection.EnvironmentKind == "live")
        {
            throw new ArgixException("not_implemented", "arming a strategy on a live connection comes with its checklist in a later release; choose a paper connection");
        }

        await feed.CheckAsync(new BarSource(connection.Id, parameters.Symbol, parameters.Class, parameters.Bar), ct);
    }

    private static async Task<ConnectionRow?> CheckConnectionAsync(ArgixDb data, Guid workspace, CrossParameters parameters, CancellationToken ct)
    {
        if (parameters.ConnectionId is not { } id)
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
            Id = ids.NewId(),
            Name = "Moving-average cross",
            Kind = Kind,
            Parameters = new StoredStrategy(CrossParameters.Default, 0, null).Write(),
            UpdatedAt = clock.GetUtcNow(),
        };
        data.Strategies.Add(row);
        await data.SaveChangesAsync(ct);
        return row;
    }

    private async Task<StrategyView> ViewAsync(StrategyRow row)
    {
        var stored = StoredStrategy.Read(row.Parameters);
        var status = host.Status(row.Id) ?? new RunnerStatus("disarmed", null, null, null);
        var orders = await reads.CountAsync(row.WorkspaceId, row.Id);
        return new StrategyView(row.Id, row.Name, row.Kind, stored.Parameters, row.Armed, row.Armed ? stored.ArmedAt : null, status.Status, status.Detail,
            status.LastBarAt, status.LastValues, orders, row.UpdatedAt);
    }

    private void Record(ArgixDb data, StrategyRow row, string kind, string actor, CrossParameters? parameters) => data.Outbox.Add(new OutboxRow
    {
        WorkspaceId = row.WorkspaceId,
        Kind = kind,
        Actor = actor,
        At = clock.GetUtcNow(),
        Data = JsonSerializer.Serialize(parameters is null ? new { strategyId = row.Id } : (object)new { strategyId = row.Id, parameters }, JsonSerializerOptions.Web),
    });

    private static async Task<StrategyRow> RequireAsync(ArgixDb data, Guid workspace, Guid id, CancellationToken ct) =>
        await data.Strategies.FirstOrDefaultAsync(s => s.WorkspaceId == workspace && s.Id == id, ct)
        ?? throw new ArgixException("not_found", "there is no such strategy in this workspace");

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
