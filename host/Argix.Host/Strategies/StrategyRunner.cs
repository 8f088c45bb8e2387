using System.Globalization;
using Argix.Contracts;
using Argix.Errors;
using Argix.Strategies.Core;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Strategies;

/// <summary>What a runner is started with. <paramref name="Arming"/> counts how often the strategy was armed and is part of every order's key.</summary>
internal sealed record Run(Guid StrategyId, int Arming, DateTimeOffset ArmedAt, CrossParameters Parameters, bool Resumed);

/// <summary>
/// Runs one armed strategy: one bar at a time, and the next bar is asked for only when the order of this one has the venue's word.
/// An order's key follows from strategy, arming, bar and side, so evaluating a bar twice (after a restart) can't order twice.
/// </summary>
internal sealed class StrategyRunner(Run run, IStrategyWorld world, EvaluationLog evaluations, TimeProvider clock, ILogger log)
{
    // Stays below the default of 50 messages a second, also when a replay runs faster than any market.
    private static readonly TimeSpan BetweenOrders = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private const int MostTries = 3;
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private IStrategyCore _core = run.Parameters.Core(false);
    private RunnerStatus _status = new("warming_up", null, null, null);
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private DateTimeOffset _nextOrder = DateTimeOffset.MinValue;
    private Guid? _pending;
    private bool _catchUp = run.Resumed;

    public RunnerStatus Status => _status;

    /// <summary>Goes on until it is cancelled, whatever happens.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await PrepareAsync();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                Tell("waiting", "for the connection to open");
                await world.OpenAsync(ct);
                await SessionAsync(ct);
                Tell("waiting", "the bars have ended");
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                var lasting = e is ArgixException { Code: "unknown_instrument" or "not_implemented" };
                Tell(lasting ? "failed" : "waiting", e is ArgixException or VenueException ? e.Message : $"after an error ({e.GetType().Name}); it is tried again");
                log.LogWarning("Strategy {Strategy} stopped for a while: {Error}", run.StrategyId, $"{e.GetType().Name}: {e.Message}");
            }

            await Task.Delay(TryAgain, clock, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // enterOnArm is spent by the first order of this arming, also across restarts.
    private async Task PrepareAsync()
    {
        var enter = run.Parameters.EnterOnArm && !((await world.HoldingAsync()).LastOrderAt >= run.ArmedAt);
        _core = run.Parameters.Core(enter);
        _catchUp |= enter;
    }

    private async Task SessionAsync(CancellationToken ct)
    {
        await ReconcileAsync();
        var owed = await WarmUpAsync(ct);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var bars = world.BarsAsync(life.Token).GetAsyncEnumerator(life.Token);

        // The stream is joined before the bar that is still owed a decision may order: a replay runs away when an order comes and nobody reads.
        var next = bars.MoveNextAsync().AsTask();
        try
        {
            if (owed is not null)
            {
                await EvaluateAsync(owed, ct);
            }

            for (var first = true; await next; next = bars.MoveNextAsync().AsTask(), first = false)
            {
                await TakeAsync(bars.Current, first, ct);
            }
        }
        finally
        {
            await life.CancelAsync();
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task TakeAsync(Bar bar, bool first, CancellationToken ct)
    {
        if (first)
        {
            // Bars that closed between history and stream: few and fresh, so they count like the others.
            await EvaluateMissedAsync(bar, ct);
            _catchUp = true;
        }

        if (bar.Start > _last)
        {
            await EvaluateAsync(bar, ct);
        }
    }

    // The newest closed bar is decided on only if somebody may have been stopped before deciding on it, and while it is fresh.
    private async Task<Bar?> WarmUpAsync(CancellationToken ct)
    {
        var history = await world.HistoryAsync(_core.WarmUp, ct);
        var bars = history.Bars.Where(b => b.Start > _last).ToList();
        var decide = _catchUp && Fresh(history);
        foreach (var bar in decide ? bars.SkipLast(1) : bars)
        {
            Learn(bar);
        }

        return decide ? bars.LastOrDefault() : null;
    }

    private bool Fresh(BarHistory history)
    {
        var bars = history.Bars;
        var step = bars.Count > 1 && bars[^1].Start - bars[^2].Start is var gap && gap > run.Parameters.Bar ? gap : run.Parameters.Bar;
        return bars.Count > 0 && bars[^1].Start + (2 * step) >= history.VenueTime;
    }

    private async Task EvaluateMissedAsync(Bar first, CancellationToken ct)
    {
        if (_last > DateTimeOffset.MinValue && first.Start > _last + run.Parameters.Bar)
        {
            foreach (var bar in (await world.HistoryAsync(_core.WarmUp, ct)).Bars.Where(b => b.Start > _last && b.Start < first.Start).ToList())
            {
                await EvaluateAsync(bar, ct);
            }
        }
    }

    private void Learn(Bar bar)
    {
        var step = _core.OnBar(bar, warmUp: true);
        _last = bar.Start;
        Tell("warming_up", null, step.Values);
    }

    private async Task EvaluateAsync(Bar bar, CancellationToken ct)
    {
        await FollowPendingAsync();
        var step = _core.OnBar(bar);
        _last = bar.Start;
        var trace = new Evaluation(clock.GetUtcNow(), bar.Start, bar.Close, step.Values, step.Ready, "none", step.Intent?.Because, null, null, null, null);
        evaluations.Add(step.Intent is { } intent ? await CarryOutAsync(intent, bar, trace, ct) : trace);
        Tell(step.Ready ? "running" : "warming_up", null, step.Values);
    }

    // An order that ended without a fill leaves the strategy where it was; while it is open the core goes by what was asked for.
    private async Task FollowPendingAsync()
    {
        if (_pending is { } id && (await world.OrderAsync(id)).IsFinal)
        {
            _pending = null;
            await ReconcileAsync();
        }
    }

    private async Task ReconcileAsync()
    {
        var holding = await world.HoldingAsync();
        if (_pending is null || holding.Open is null)
        {
            _core.Hold(holding.Net > 0 ? TargetKind.Long : TargetKind.Flat);
        }

        _pending = holding.Open;
    }

    private async Task<Evaluation> CarryOutAsync(StrategyIntent intent, Bar bar, Evaluation trace, CancellationToken ct)
    {
        var decided = trace with { Decision = intent.Side == Side.Buy ? "buy" : "sell" };
        var holding = await SettledAsync(ct);
        if (holding.Open is not null)
        {
            _pending = holding.Open;
            return decided with { Detail = "an earlier order of this strategy is still open; nothing was sent" };
        }

        _core.Hold(holding.Net > 0 ? TargetKind.Long : TargetKind.Flat);
        if (intent.Side == Side.Buy == holding.Net > 0)
        {
            return decided with { Detail = holding.Net > 0 ? "it holds a position already; nothing was sent" : "there is nothing left to sell" };
        }

        return await PlaceAsync(intent, intent.Side == Side.Sell ? holding.Net : null, KeyOf(bar, intent.Side), decided, ct);
    }

    private async Task<Evaluation> PlaceAsync(StrategyIntent intent, decimal? quantity, string key, Evaluation decided, CancellationToken ct)
    {
        try
        {
            if (_nextOrder - clock.GetUtcNow() is { Ticks: > 0 } early)
            {
                await Task.Delay(early, clock, ct);
            }

            _nextOrder = clock.GetUtcNow() + BetweenOrders;
            var order = await PlaceOnceAsync(intent.Side, quantity, key, ct);
            Take(order, intent.Target);
            return decided with { OrderId = order.Id, OrderState = order.State, Code = order.Code, Detail = order.Reason };
        }
        catch (ArgixException e)
        {
            return decided with { Code = e.Code, Detail = e.Message };
        }
    }

    // An order of an earlier life that is proven not to have left (the host died before it could) was never made: it gets a new key. Never one that is in doubt.
    private async Task<OrderView> PlaceOnceAsync(Side side, decimal? quantity, string key, CancellationToken ct)
    {
        var order = await world.PlaceAsync(side, quantity, key, ct);
        for (var again = 2; again <= MostTries && order.State == "not_sent" && order.CreatedAt < _began; again++)
        {
            order = await world.PlaceAsync(side, quantity, $"{key}:{again}", ct);
        }

        return order;
    }

    // Alive or filled: the target counts as reached. Dead without a fill: the strategy stays where it was.
    private void Take(OrderView order, TargetKind target)
    {
        _pending = order.Id;
        if (!order.IsFinal || order.FilledQuantity > 0)
        {
            _core.Hold(target);
        }
    }

    // The report of a fill may come a moment after the bar that filled it.
    private async Task<Holding> SettledAsync(CancellationToken ct)
    {
        var until = clock.GetUtcNow() + SettleWithin;
        var holding = await world.HoldingAsync();
        while (holding.Open is not null && clock.GetUtcNow() < until)
        {
            await Task.Delay(LookAgain, clock, ct);
            holding = await world.HoldingAsync();
        }

        return holding;
    }

    private string KeyOf(Bar bar, Side side) =>
        string.Create(CultureInfo.InvariantCulture, $"strategy:{run.StrategyId:N}:{run.Arming}:{bar.Start.UtcDateTime:yyyyMMdd'T'HHmmss}:{(side == Side.Buy ? "buy" : "sell")}");

    private void Tell(string status, string? detail, IReadOnlyDictionary<string, double?>? values = null) =>
        _status = new RunnerStatus(status, detail, _last == DateTimeOffset.MinValue ? null : _last, values ?? _status.LastValues);
}
