using Argix.Contracts;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>Runs one life of the report stream. Its end is a fact like any other: the core decides when to open it again.</summary>
internal sealed class LaneStream(LaneLogin login, LaneTools tools, LaneReader reader, Action<LaneInput> post)
{
    private static readonly TimeSpan OpenWithin = TimeSpan.FromSeconds(10);

    private volatile CancellationTokenSource? _life;

    /// <summary>Ends this life of the stream; it is told as an end like any other.</summary>
    public void Close()
    {
        try
        {
            _life?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        var reason = "closed by the venue";
        using var life = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _life = life;
        try
        {
            using var opening = tools.Clock.CreateTimer(_ => life.Cancel(), null, OpenWithin, Timeout.InfiniteTimeSpan);
            await foreach (var e in login.Adapter.Capability<IStreamReports>()!.StreamAsync(login.Accounts, life.Token))
            {
                opening.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                if (!await TakeAsync(e, life.Token))
                {
                    reason = e.Detail ?? e.Kind.ToString();
                    break;
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            reason = e.GetType().Name;
        }

        post(new StreamEnded(tools.Clock.GetUtcNow(), reason));
    }

    private async Task<bool> TakeAsync(VenueEvent e, CancellationToken ct)
    {
        post(new StreamHeard(tools.Clock.GetUtcNow()));
        switch (e.Kind)
        {
            case EventKind.Alive:
                post(new StreamAlive(tools.Clock.GetUtcNow()));
                return true;
            case EventKind.Report when e.Report is { } report:
                await reader.CarryAsync(report, "stream", ct);
                return true;
            case EventKind.Gap or EventKind.LookAgain:
                var now = tools.Clock.GetUtcNow();
                post(new LookAgain(now, now));
                return true;
            case EventKind.SessionLost or EventKind.ClosingSoon:
                return false;
            default:
                return true;
        }
    }
}
