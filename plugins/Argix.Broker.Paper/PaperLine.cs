using System.Threading.Channels;
using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>The open venue of one login: the venue, its pump, its timers and its listeners.</summary>
internal sealed class PaperLine : IAsyncDisposable
{
    private readonly PaperVenue _venue;
    private readonly Ledger _ledger;
    private readonly Pump _pump;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly List<Channel<VenueEvent>> _listeners = [];
    private readonly List<ITimer> _timers = [];
    private readonly Dictionary<string, ITimer> _replayTimers = [];

    public PaperLine(PaperVenue venue, Ledger ledger, TimeProvider clock)
    {
        (_venue, _ledger, _clock, _stopped) = (venue, ledger, clock, _stopping.Token);
        _pump = new Pump(ledger.Flush, Stopped);
        _venue.Changed = Publish;
        _timers.Add(clock.CreateTimer(_ => _pump.Post(_venue.Tick), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        foreach (var (symbol, replay) in venue.Markets.Replays)
        {
            _replayTimers.Add(symbol, clock.CreateTimer(_ => _pump.Post(() => Drive(symbol, replay)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Asks the venue something in its turn; the answer comes when everything it says is on disk.</summary>
    public Task<T> AskAsync<T>(Func<PaperVenue, T> ask, CancellationToken ct) => _pump.AskAsync(() => ask(_venue), ct);

    public Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => _pump.AskAsync(
        () =>
        {
            var outcome = _venue.Submit(order);
            if (outcome.Verdict == Verdict.Accepted && _venue.Markets.Replay(order.Instrument.Symbol) is { } replay)
            {
                replay.Start(_clock.GetUtcNow());
                Drive(order.Instrument.Symbol, replay);
            }

            return outcome;
        },
        ct);

    public async IAsyncEnumerable<VenueEvent> ReportsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var channel = Channel.CreateUnbounded<VenueEvent>();
        await AskAsync(_ => Listen(channel), ct);
        try
        {
            await foreach (var e in channel.Reader.ReadAllAsync(ct))
            {
                yield return e;
            }
        }
        finally
        {
            _pump.Post(() => _listeners.Remove(channel));
        }
    }

    public IAsyncEnumerable<Bar> BarsAsync(PaperListing listing, TimeSpan size, CancellationToken ct) =>
        _venue.Markets.Replay(listing.Instrument.Symbol) is { } replay ? ReplayedAsync(listing.Instrument.Symbol, replay, ct) : SeededAsync(listing, size, ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var timer in _timers.Concat(_replayTimers.Values))
        {
            await timer.DisposeAsync();
        }

        await _pump.DisposeAsync();
        _ledger.Dispose();
        _stopping.Dispose();
    }

    private async IAsyncEnumerable<Bar> ReplayedAsync(string symbol, Replay replay, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var reader = await AskAsync(_ => replay.Join(_clock.GetUtcNow()), ct);
        try
        {
            while (await NextAsync(symbol, replay, reader, ct) is { } bar)
            {
                yield return bar;
            }
        }
        finally
        {
            _pump.Post(() =>
            {
                replay.Leave(reader);
                Drive(symbol, replay);
            });
        }
    }

    // The pump may stop between the question and the answer; then the stream just ends.
    private async Task<Bar?> NextAsync(string symbol, Replay replay, Replay.Reader reader, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<Bar?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopped = _stopped.Register(() => answer.TrySetResult(null));
        _pump.Post(() =>
        {
            replay.Ask(reader, answer);
            Drive(symbol, replay);
        });
        return await answer.Task.WaitAsync(ct);
    }

    private async IAsyncEnumerable<Bar> SeededAsync(PaperListing listing, TimeSpan size, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        Markets.CheckSize(size);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _stopped);
        for (var start = Prices.Floor(_clock.GetUtcNow(), size); ; start += size)
        {
            try
            {
                while (start + size - _clock.GetUtcNow() is { Ticks: > 0 } left)
                {
                    await Task.Delay(left, _clock, either.Token);
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                yield break;
            }

            yield return _venue.Markets.Bar(listing, start, size);
        }
    }

    private void Drive(string symbol, Replay replay)
    {
        if (replay.Due is not { } due)
        {
            return;
        }

        if (due - _clock.GetUtcNow() is { Ticks: > 0 } early)
        {
            _replayTimers[symbol].Change(early, Timeout.InfiniteTimeSpan);
            return;
        }

        var bar = _venue.Play(symbol, replay);
        foreach (var asked in replay.TakeAsked())
        {
            _pump.AfterFlush(() => asked.TrySetResult(bar));
        }

        // One bar a turn, so that a fast replay without readers keeps nobody waiting.
        _pump.Post(() => Drive(symbol, replay));
    }

    private bool Listen(Channel<VenueEvent> channel)
    {
        channel.Writer.TryWrite(new VenueEvent(EventKind.Alive));
        _listeners.Add(channel);
        return true;
    }

    private void Publish(PaperOrder order)
    {
        if (_listeners.Count > 0)
        {
            var report = new VenueEvent(EventKind.Report, Map.Report(order));
            _pump.AfterFlush(() => _listeners.ForEach(l => l.Writer.TryWrite(report)));
        }
    }

    private void Stopped()
    {
        _stopping.Cancel();
        _listeners.ForEach(l => l.Writer.TryComplete());
    }
}
