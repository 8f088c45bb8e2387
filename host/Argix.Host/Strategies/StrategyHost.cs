using System.Collections.Concurrent;
using Argix.Data;
using Argix.Strategies.Core.Graph;
using Argix.Trading;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies;

/// <summary>Keeps the runners of all armed strategies; those that were armed when the host stopped go on when it starts.</summary>
public sealed class StrategyHost : IHostedService
{
    private readonly ConcurrentDictionary<Guid, LiveRun> _running = [];
    private readonly ConcurrentDictionary<Guid, EvaluationLog> _logs = [];
    private readonly DbFactory _db;
    private readonly StrategyRooms _rooms;
    private readonly ILogger<StrategyHost> _log;

    internal StrategyHost(DbFactory db, StrategyRooms rooms, ILogger<StrategyHost> log) => (_db, _rooms, _log) = (db, rooms, log);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var data = _db.Open();
        foreach (var row in await data.Strategies.AsNoTracking().Where(s => s.Armed).ToListAsync(cancellationToken))
        {
            var stored = StoredStrategy.Read(row.Parameters);
            if (await Documents.OfAsync(data, row, stored.Version, cancellationToken) is { } document && GraphCheck.Problems(document).Count == 0)
            {
                Start(row, document, resumed: true);
            }
            else
            {
                _log.LogError("Strategy {Strategy} is armed, but its document cannot be run by this version; disarm it and look at it", row.Id);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Keys.Select(StopAsync));

    /// <summary>How the runner of a strategy is; null when it is not armed.</summary>
    internal RunnerStatus? Status(Guid strategy) => _running.GetValueOrDefault(strategy)?.Runner.Status;

    /// <summary>Hands a signal to the runner; false = it does not run, or too many are waiting.</summary>
    internal bool Signal(Guid strategy, SignalIn signal) => _running.GetValueOrDefault(strategy)?.Runner.Signal(signal) == true;

    internal IReadOnlyList<Evaluation> Evaluations(Guid strategy, int limit) => _logs.GetValueOrDefault(strategy)?.Newest(limit) ?? [];

    internal void Start(StrategyRow row, GraphDocument document, bool resumed)
    {
        var stored = StoredStrategy.Read(row.Parameters);
        var run = new Run(row.Id, stored.Arming, stored.ArmedAt ?? row.UpdatedAt, document, stored.Version, resumed, stored.Approval);
        var runner = new StrategyRunner(run, new RealWorld(row.WorkspaceId, run, _rooms), _logs.GetOrAdd(row.Id, _ => new EvaluationLog()), _rooms.Clock, _log);
        var stop = new CancellationTokenSource();
        _running[row.Id] = new LiveRun(runner, stop, Task.Run(() => runner.RunAsync(stop.Token), CancellationToken.None));
    }

    /// <summary>When it returns the strategy asks for nothing more. Its orders and position stay as they are.</summary>
    internal async Task StopAsync(Guid strategy)
    {
        if (_running.TryRemove(strategy, out var running))
        {
            await running.Stop.CancelAsync();
            await running.Task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            running.Stop.Dispose();
        }
    }

    private sealed record LiveRun(StrategyRunner Runner, CancellationTokenSource Stop, Task Task);
}

/// <summary>The rooms that a running strategy reaches into.</summary>
internal sealed record StrategyRooms(MarketFeed Feed, OrderEntry Orders, TradeReads Reads, Approvals Approvals, Traces Traces, TimeProvider Clock);
