using System.Collections.Concurrent;
using Argix.Data;
using Argix.Trading;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies;

/// <summary>Keeps the runners of all armed strategies; those that were armed when the host stopped go on when it starts.</summary>
public sealed class StrategyHost(DbFactory db, MarketFeed feed, OrderEntry orders, TradeReads reads, TimeProvider clock, ILogger<StrategyHost> log) : IHostedService
{
    private readonly ConcurrentDictionary<Guid, LiveRun> _running = [];
    private readonly ConcurrentDictionary<Guid, EvaluationLog> _logs = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var data = db.Open();
        foreach (var row in await data.Strategies.AsNoTracking().Where(s => s.Armed).ToListAsync(cancellationToken))
        {
            Start(row, resumed: true);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Keys.Select(StopAsync));

    /// <summary>How the runner of a strategy is; null when it is not armed.</summary>
    internal RunnerStatus? Status(Guid strategy) => _running.GetValueOrDefault(strategy)?.Runner.Status;

    internal IReadOnlyList<Evaluation> Evaluations(Guid strategy, int limit) => _logs.GetValueOrDefault(strategy)?.Newest(limit) ?? [];

    internal void Start(StrategyRow row, bool resumed)
    {
        var stored = StoredStrategy.Read(row.Parameters);
        var world = new StrategyWorld(row.WorkspaceId, row.Id, stored.Parameters, feed, orders, reads, clock);
        var run = new Run(row.Id, stored.Arming, stored.ArmedAt ?? row.UpdatedAt, stored.Parameters, resumed);
        var runner = new StrategyRunner(run, world, _logs.GetOrAdd(row.Id, _ => new EvaluationLog()), clock, log);
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
