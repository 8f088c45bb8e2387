using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Argix.Audit;
using Argix.Seams;
using Argix.Trading.Desks;

namespace Argix.Trading;

/// <summary>
/// Makes the anchors: every so many records of a workspace, once a day, and when the host stops. The hash is the one the desk chained in memory, not what the database
/// says by now. An anchor that cannot be written is tried again and said aloud; orders do not wait for it, for the journal itself is durable.
/// </summary>
public sealed class AnchorWriter : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<Guid, (long Seq, string Hash)> _newest = [];
    private readonly ConcurrentDictionary<Guid, (long Seq, DateTimeOffset At)> _anchored = [];
    private readonly Channel<(Guid Workspace, long Seq, string Hash)> _due = Channel.CreateUnbounded<(Guid, long, string)>();
    private readonly AnchorFiles _files;
    private readonly AnchorKey _key;
    private readonly AnchorOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    public AnchorWriter(DeskRegistry desks, AnchorFiles files, AnchorKey key, AnchorOptions options, TimeProvider clock, ILogger<AnchorWriter> log)
    {
        (_files, _key, _options, _clock, _log) = (files, key, options, clock, log);
        desks.Committed += Take;
    }

    /// <summary>Why the newest anchor could not be written; null = all well.</summary>
    public string? Problem { get; private set; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var (workspace, newest) in _newest.Where(n => n.Value.Seq > Last(n.Key).Seq))
        {
            Write(workspace, newest.Seq, newest.Hash);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, _clock);
        await Task.WhenAll(Chore.GuardAsync("Writing anchors", () => CarryAsync(stoppingToken), _log), Chore.GuardAsync("The daily anchors", () => DailyAsync(timer, stoppingToken), _log));
    }

    // On the desk's own loop: remembers, and rings when an anchor is due.
    private void Take(Committed c)
    {
        _newest[c.Workspace] = (c.Seq, c.Hash);
        if (c.Seq - Last(c.Workspace).Seq >= _options.Every)
        {
            _anchored[c.Workspace] = (c.Seq, _clock.GetUtcNow());
            _due.Writer.TryWrite((c.Workspace, c.Seq, c.Hash));
        }
    }

    private (long Seq, DateTimeOffset At) Last(Guid workspace) => _anchored.GetOrAdd(workspace, Newest);

    // Files that cannot be read must not trouble the desk, which asks here with every commit: the next anchor is then simply due early.
    private (long Seq, DateTimeOffset At) Newest(Guid workspace)
    {
        try
        {
            return _files.Newest(workspace.ToString()) is { } newest && DateTimeOffset.TryParse(newest.At, CultureInfo.InvariantCulture, out var at) ? (newest.Seq, at) : (0, _clock.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = e.Message;
            _log.LogError(e, "The anchors of workspace {Workspace} cannot be read in {Directory}", workspace, _files.Directory);
            return (0, _clock.GetUtcNow());
        }
    }

    private async Task CarryAsync(CancellationToken ct)
    {
        await foreach (var (workspace, seq, hash) in _due.Reader.ReadAllAsync(ct))
        {
            Write(workspace, seq, hash);
        }
    }

    private async Task DailyAsync(PeriodicTimer timer, CancellationToken ct)
    {
        while (await timer.WaitForNextTickAsync(ct))
        {
            var now = _clock.GetUtcNow();
            foreach (var (workspace, newest) in _newest.Where(n => n.Value.Seq > Last(n.Key).Seq && (Problem is not null || now - Last(n.Key).At > Day)))
            {
                Write(workspace, newest.Seq, newest.Hash);
            }
        }
    }

    private void Write(Guid workspace, long seq, string hash)
    {
        try
        {
            _files.Write(_key.Sign(workspace.ToString(), seq, hash, _clock.GetUtcNow()));
            _anchored[workspace] = (seq, _clock.GetUtcNow());
            Problem = null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _anchored[workspace] = (Math.Max(0, seq - _options.Every), DateTimeOffset.MinValue);
            Problem = e.Message;
            _log.LogError(e, "The anchor of record {Seq} of workspace {Workspace} could not be written to {Directory}", seq, workspace, _files.Directory);
        }
    }
}
