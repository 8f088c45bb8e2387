using System.Threading.Channels;
using Argix.Contracts;
using Argix.Errors;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Strategies;

/// <summary>What a runner is started with. <paramref name="Arming"/> counts how often the strategy was armed and is part of every order's key.</summary>
internal sealed record Run(Guid StrategyId, int Arming, DateTimeOffset ArmedAt, GraphDocument Document, int Version, bool Resumed, ApprovalRule? Approval = null);

/// <summary>
/// Runs one armed strategy: one bar at a time, and the next bar is asked for only when the order of this one has the venue's word.
/// An order's key follows from strategy, arming (and so version), bar and order block, so evaluating a bar twice (after a restart) can't order twice.
/// </summary>
internal sealed class StrategyRunner(Run run, IStrategyWorld world, EvaluationLog evaluations, TimeProvider clock, ILogger log)
{
    // Stays below the default of 50 messages a second, also when a replay runs faster than any market.
    private static readonly TimeSpan BetweenOrders = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OldestSignal = TimeSpan.FromSeconds(60);
    private const int MostTries = 3;
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private readonly Channel<SignalIn> _signals = Channel.CreateBounded<SignalIn>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });
    private GraphMachine _machine = new(run.Document, run.Version);
    private Known _known;
    private RunnerStatus _status = new("warming_up", null, null, null);
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private DateTimeOffset _nextOrder = DateTimeOffset.MinValue;
    private Guid? _pending;
    private DateTimeOffset? _cancelFrom;
    private bool _resting;
    private Task<bool>? _knock;
    private bool _stoppedBefore;
    private bool _catchUp = run.Resumed;

    public RunnerStatus Status => _status;

    /// <summary>A signal for the next moment between two bars; false = too many are waiting.</summary>
    public bool Signal(SignalIn signal) => _signals.Writer.TryWrite(signal);

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
        var enter = run.Document.OfType("armed").Any() && !((await world.HoldingAsync()).LastOrderAt >= run.ArmedAt);
        _machine = new GraphMachine(run.Document, run.Version, enter);
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

            for (var first = true; await NextAsync(next, ct); next = bars.MoveNextAsync().AsTask(), first = false)
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

    // Signals are evaluated between two bars, one after another.
    private async Task<bool> NextAsync(Task<bool> next, CancellationToken ct)
    {
        while (_machine.TakesSignals && !next.IsCompleted)
        {
            // One wait for a signal at a time, however many bars pass meanwhile.
            _knock ??= _signals.Reader.WaitToReadAsync(ct).AsTask();
            if (await Task.WhenAny(next, _knock) == _knock)
            {
                _knock = null;
                ct.ThrowIfCancellationRequested();
                while (_signals.Reader.TryRead(out var taken))
                {
                    await EvaluateAsync(taken, ct);
                }
            }
        }

        return await next;
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
        var history = await world.HistoryAsync(_machine.WarmUp, ct);
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
        var step = bars.Count > 1 && bars[^1].Start - bars[^2].Start is var gap && gap > _machine.BarSize ? gap : _machine.BarSize;
        return bars.Count > 0 && bars[^1].Start + (2 * step) >= history.VenueTime;
    }

    private async Task EvaluateMissedAsync(Bar first, CancellationToken ct)
    {
        if (_last > DateTimeOffset.MinValue && first.Start > _last + _machine.BarSize)
        {
            foreach (var bar in (await world.HistoryAsync(_machine.WarmUp, ct)).Bars.Where(b => b.Start > _last && b.Start < first.Start).ToList())
            {
                await EvaluateAsync(bar, ct);
            }
        }
    }

    private void Learn(Bar bar)
    {
        _machine.OnBar(bar, warmUp: true);
        _last = bar.Start;
        Tell("warming_up", null, _machine.Values());
    }

    private async Task EvaluateAsync(Bar bar, CancellationToken ct)
    {
        await FollowPendingAsync(bar);
        await LookAroundAsync(ct);
        var intents = _machine.OnBar(bar).ToList();
        _last = bar.Start;
        await DecideAsync(intents, bar.Start, bar.Close, null, ct);
    }

    private async Task EvaluateAsync(SignalIn signal, CancellationToken ct)
    {
        if (clock.GetUtcNow() - signal.At > OldestSignal)
        {
            evaluations.Add(new Evaluation(clock.GetUtcNow(), _last, 0, _machine.Values(), _machine.Ready, "none", null, null, null, "risk_denied:stale_signal", "the signal waited too long; nothing was sent") { SignalId = signal.Id, Version = run.Version });
            return;
        }

        await FollowPendingAsync(null);
        await LookAroundAsync(ct);
        await DecideAsync([.. _machine.OnSignal(signal)], _last, (decimal)(_machine.Values()["close"] ?? 0), signal.Id, ct);
    }

    private async Task DecideAsync(List<GraphIntent> intents, DateTimeOffset start, decimal close, string? signal, CancellationToken ct)
    {
        var (values, stops) = (_machine.Values(), _machine.Stops.ToList());
        var trace = new Evaluation(clock.GetUtcNow(), start, close, values, _machine.Ready, "none", null, null, null, null, null) { Version = run.Version, SignalId = signal };
        foreach (var intent in intents)
        {
            var decided = trace with { Decision = intent.Side == Side.Buy ? "buy" : "sell", Because = intent.Because, Block = intent.Block, IntentId = intent.Id, Size = GraphIntent.Words(intent.Size) };
            evaluations.Add(await world.KeepAsync(await CarryOutAsync(intent, decided, ct), ct));
        }

        foreach (var stop in stops)
        {
            var stopped = trace with { Decision = stop.Side == Side.Buy ? "buy" : "sell", Block = stop.Block, Code = "risk_denied:" + stop.Control, Detail = stop.Text };

            // A condition that lasts is stopped at every bar; the first time is kept.
            evaluations.Add(_stoppedBefore ? stopped : await world.KeepAsync(stopped, ct));
        }

        _stoppedBefore = stops.Count > 0;
        if (intents.Count + stops.Count == 0)
        {
            evaluations.Add(trace);
        }

        Tell(_machine.Ready ? "running" : "warming_up", null, values);
    }

    // What the blocks look at beside bars is asked for only where a block looks at it.
    private async Task LookAroundAsync(CancellationToken ct)
    {
        if (_machine.NeedsAccount || run.Approval is not null)
        {
            var held = _known.Quantity;
            _known = (await world.HoldingAsync()).Known;
            _known = _pending is null ? _known : _known with { Quantity = held };
        }

        if (_machine.NeedsQuote && await world.QuoteAsync(ct) is { } quote)
        {
            _known = _known with { Bid = quote.Bid, Ask = quote.Ask };
        }

        _machine.Know(_known);
    }

    // An order that ended without a fill leaves the strategy where it was; while it is open the graph goes by what was asked for. One that rests too long is cancelled.
    private async Task FollowPendingAsync(Bar? bar)
    {
        if (_pending is not { } id)
        {
            return;
        }

        var order = await world.OrderAsync(id);
        if (!order.IsFinal && order.Type != "market" && bar is not null && !(bar.Start < _cancelFrom))
        {
            await world.CancelAsync(id);
            await SettledAsync();
            order = await world.OrderAsync(id);
        }

        if (order.IsFinal)
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
            Hold(holding.Net, holding.Known);
        }

        _pending = holding.Open;
    }

    private void Hold(decimal quantity, Known? known = null)
    {
        _known = (known ?? _known) with { Quantity = quantity, Bid = _known.Bid, Ask = _known.Ask };
        _machine.Know(_known);
    }

    private async Task<Evaluation> CarryOutAsync(GraphIntent intent, Evaluation decided, CancellationToken ct)
    {
        var holding = await FreeAsync(intent, ct);
        if (holding.Open is not null)
        {
            _pending = holding.Open;
            return decided with { Detail = "an earlier order of this strategy is still open; nothing was sent" };
        }

        Hold(holding.Net, holding.Known);
        if (intent.Action == "enter" && holding.Net != 0)
        {
            return decided with { Detail = "it holds a position already; nothing was sent" };
        }

        var (quantity, side, target) = Wanted(intent, holding.Net);
        return quantity == 0
            ? decided with { Detail = intent.Action == "exit" ? "there is nothing left to sell" : "it is at its target already" }
            : await PlaceAsync(new Placement(intent, side, quantity, KeyOf(intent)), target, decided, ct);
    }

    // An order that rests makes way for an exit or a new target; an entry waits until it is done.
    private async Task<Holding> FreeAsync(GraphIntent intent, CancellationToken ct)
    {
        var resting = _resting && _pending is not null;
        if (resting && intent.Action != "enter" && _pending is { } order)
        {
            await world.CancelAsync(order);
        }

        return resting && intent.Action == "enter" ? await world.HoldingAsync() : await SettledAsync(ct);
    }

    /// <summary>An exit sells (or buys back) what is held; a target what is missing to it, by the strategy's own book; an entry is sized at the door.</summary>
    private static (decimal? Quantity, Side Side, decimal? Target) Wanted(GraphIntent intent, decimal net)
    {
        if (intent.Action == "exit")
        {
            return (Math.Abs(net), net > 0 ? Side.Sell : Side.Buy, 0);
        }

        return TargetOf(intent.Size) is not { } target ? (null, intent.Side, null) : (Math.Abs(target - net), target > net ? Side.Buy : Side.Sell, target);
    }

    private static decimal? TargetOf(GraphSize? size) => size switch
    {
        TargetUnits t => t.Quantity,
        Limited { Quantity: { } most } l when TargetOf(l.Inner) is { } t => Math.Clamp(t, -most, most),
        Limited l => TargetOf(l.Inner),
        _ => null,
    };

    private async Task<Evaluation> PlaceAsync(Placement placement, decimal? target, Evaluation decided, CancellationToken ct)
    {
        try
        {
            if (_nextOrder - clock.GetUtcNow() is { Ticks: > 0 } early)
            {
                await Task.Delay(early, clock, ct);
            }

            _nextOrder = clock.GetUtcNow() + BetweenOrders;
            if (await PlaceOnceAsync(placement, ct) is not { } order)
            {
                return decided with { Detail = "it waits for a person to approve it" };
            }

            Take(order, placement, target);
            return decided with { OrderId = order.Id, OrderState = order.State, Code = order.Code, Detail = order.Reason, Block = world.BlockOf(order.Code) ?? decided.Block };
        }
        catch (ArgixException e)
        {
            return decided with { Code = e.Code, Detail = e.Message, Block = world.BlockOf(e.Code) ?? decided.Block };
        }
    }

    // An order of an earlier life that is proven not to have left (the host died before it could) was never made: it gets a new key. Never one that is in doubt.
    private async Task<OrderView?> PlaceOnceAsync(Placement placement, CancellationToken ct)
    {
        var order = await world.PlaceAsync(placement, ct);
        for (var again = 2; again <= MostTries && order is { State: "not_sent" } && order.CreatedAt < _began; again++)
        {
            order = await world.PlaceAsync(placement with { Key = $"{placement.Key}:{again}" }, ct);
        }

        return order;
    }

    // Alive or filled: the target counts as reached. Dead without a fill: the strategy stays where it was.
    private void Take(OrderView order, Placement placement, decimal? target)
    {
        (_pending, _resting) = (order.Id, placement.Intent.Type != OrderType.Market);
        _cancelFrom = placement.Intent.At + (_machine.BarSize * (placement.Intent.GoodForBars - 1));
        if (!order.IsFinal || order.FilledQuantity > 0)
        {
            Hold(target ?? (placement.Side == Side.Buy ? order.Quantity : -order.Quantity));
        }
    }

    // The report of a fill may come a moment after the bar that filled it.
    private async Task<Holding> SettledAsync(CancellationToken ct = default)
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

    // The version is part of the arming: a strategy is disarmed before it changes.
    private string KeyOf(GraphIntent intent) => $"strategy:{run.StrategyId:N}:{run.Arming}:{intent.Id[(intent.Id.IndexOf(':') + 1)..]}";

    private void Tell(string status, string? detail, IReadOnlyDictionary<string, double?>? values = null) =>
        _status = new RunnerStatus(status, detail, _last == DateTimeOffset.MinValue ? null : _last, values ?? _status.LastValues);
}
