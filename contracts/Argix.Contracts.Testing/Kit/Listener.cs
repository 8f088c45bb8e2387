namespace Argix.Contracts.Testing.Kit;

/// <summary>Reads an adapter's stream in the background and keeps what came.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly KitDesk _desk;
    private readonly Lock _gate = new();
    private readonly List<VenueEvent> _events = [];

    private Listener(KitDesk desk, IStreamReports stream, IReadOnlyList<Account> accounts)
    {
        _desk = desk;
        Ended = Task.Run(() => ReadAsync(stream, accounts));
    }

    /// <summary>Ends with the stream; carries what it threw.</summary>
    public Task Ended { get; }

    public IReadOnlyList<VenueEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public IEnumerable<OrderReport> Reports => Events.Select(e => e.Report).OfType<OrderReport>();

    /// <summary>Opens the stream and waits until the venue has confirmed it.</summary>
    public static async Task<Listener> OpenAsync(KitDesk desk)
    {
        var listener = await BeginAsync(desk);
        await listener.UntilAsync(e => e.Kind == EventKind.Alive, "the stream says Alive once the venue has confirmed it");
        return listener;
    }

    public static async Task<Listener> BeginAsync(KitDesk desk) => new(desk, desk.Able<IStreamReports>(), [await desk.AccountAsync()]);

    /// <summary>Waits for an event among all that have come.</summary>
    public async Task<VenueEvent> UntilAsync(Func<VenueEvent, bool> wanted, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var turns = 0; ; turns++)
        {
            if (Events.FirstOrDefault(wanted) is { } e)
            {
                return e;
            }
            KitDesk.That(!Ended.IsFaulted, $"{what}, but it ended with {Ended.Exception?.InnerException?.GetType().Name}: {Ended.Exception?.InnerException?.Message}");
            KitDesk.That(!Ended.IsCompleted, $"{what}, but it ended");
            KitDesk.That(TimeProvider.System.GetElapsedTime(started) < _desk.Subject.Patience, $"{what}, but nothing of the kind came");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            if (turns > 20)
            {
                _desk.Clock.AdvanceToNextTimer();
            }
        }
    }

    /// <summary>Waits for a report of this order that is as it should be.</summary>
    public async Task<OrderReport> ReportAsync(string brokerOrderId, Func<OrderReport, bool> wanted, string what) =>
        (await UntilAsync(e => e.Report is { } r && r.BrokerOrderId == brokerOrderId && wanted(r), what)).Report!;

    /// <summary>Gives the adapter a moment to hand on what has been sent already.</summary>
    public async Task SettleAsync()
    {
        for (var (last, still) = (-1, 0); still < 10;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            var now = Events.Count;
            (still, last) = now == last ? (still + 1, last) : (0, now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _desk.EndsAsync(Ended, "a stream that is told to stop");
        }
        catch (KitFailure)
        {
            // A case of its own says so.
        }
        _stop.Dispose();
    }

    public Task StopAsync() => _stop.CancelAsync();

    private async Task ReadAsync(IStreamReports stream, IReadOnlyList<Account> accounts)
    {
        try
        {
            await foreach (var e in stream.StreamAsync(accounts, _stop.Token))
            {
                lock (_gate)
                {
                    _events.Add(e);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // As asked.
        }
    }
}
