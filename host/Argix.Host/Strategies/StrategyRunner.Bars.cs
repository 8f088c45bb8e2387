using Argix.Contracts;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Lanes;

namespace Argix.Strategies;

// Where its bars come from: what it learns from before it may decide, and then one bar or signal after another.
internal sealed partial class StrategyRunner
{
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
}
