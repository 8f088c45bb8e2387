using System.Threading.Channels;

namespace Argix.Trading.Desks.Snapshots;

/// <summary>
/// In the background, one workspace at a time: first reads again what a start from a snapshot left unread (a break halts the desk), then renews snapshots whose tail has
/// become long: 10,000 records and a tenth of what the snapshot holds, so that the work stays a small part of what the journal itself costs.
/// </summary>
internal sealed class SnapshotWriter : BackgroundService
{
    internal const int Tail = 10_000;
    private readonly Channel<Guid> _due = Channel.CreateUnbounded<Guid>();
    private readonly Dictionary<Guid, long> _next = [];
    private readonly DeskRegistry _desks;
    private readonly DeskLoader _loader;
    private readonly ILogger _log;

    public SnapshotWriter(DeskRegistry desks, DeskLoader loader, ILogger<SnapshotWriter> log)
    {
        (_desks, _loader, _log) = (desks, loader, log);
        desks.Committed += c => Look(c.Workspace, c.Seq);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var desk in _desks.All.ToList())
        {
            if (desk.From is { } from)
            {
                lock (_next)
                {
                    _next[desk.Workspace] = Next(from.Seq);
                }

                await GuardedAsync(() => Verify(desk, from, stoppingToken));
            }

            Look(desk.Workspace, await desk.ReadAsync(s => s.LastSeq));
        }

        await foreach (var workspace in _due.Reader.ReadAllAsync(stoppingToken))
        {
            await GuardedAsync(() => Renew(workspace));
        }
    }

    private static long Next(long seq) => seq + Math.Max(Tail, seq / 10);

    private void Look(Guid workspace, long seq)
    {
        lock (_next)
        {
            if (seq >= _next.GetValueOrDefault(workspace, Tail))
            {
                _next[workspace] = Next(seq);
                _due.Writer.TryWrite(workspace);
            }
        }
    }

    private void Verify(Desk desk, Snapshot from, CancellationToken cancel)
    {
        if (_loader.VerifyBefore(desk.Workspace, from, cancel) is { } broken)
        {
            desk.Break(broken.Seq, broken.Why);
        }
        else
        {
            _log.LogInformation("The journal of workspace {Workspace} holds: {Records} records before its snapshot verified in the background", desk.Workspace, from.Seq);
        }
    }

    private void Renew(Guid workspace)
    {
        if (_desks.Get(workspace).Health == DeskHealth.Open && _loader.Renew(workspace) is { } made)
        {
            _log.LogInformation("Snapshot of workspace {Workspace} after record {Seq}", workspace, made.Seq);
        }
    }

    // A snapshot that cannot be made costs time at the next start and nothing else.
    private async Task GuardedAsync(Action work)
    {
        try
        {
            await Task.Run(work);
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            _log.LogWarning(e, "A snapshot could not be made or checked");
        }
    }
}
