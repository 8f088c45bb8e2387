using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Trading.Orders;

/// <summary>What a kill did so far. <paramref name="Waiting"/>: asked for, not yet gone.</summary>
public sealed record KillReport(bool Active, string Scope, string? Id, string Reason, DateTimeOffset? Since, int CancelRequested, int Cancelled, int Waiting);

/// <summary>The kill switch: latched in a file first, then in the journal; works while the journal does not. Released separately.</summary>
public sealed class KillSwitch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CancelAllWithin = TimeSpan.FromSeconds(30);
    private readonly DeskRegistry _desks;
    private readonly KillFile _file;
    private readonly MemoryCancels _memory;
    private readonly LaneRegistry _lanes;
    private readonly OrderWatch _watch;
    private readonly TimeProvider _clock;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, byte> _joined = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, byte> _owed = [];

    internal KillSwitch(DeskRegistry desks, KillFile file, MemoryCancels memory, LaneRegistry lanes, OrderWatch watch, TimeProvider clock) =>
        (_desks, _file, _memory, _lanes, _watch, _clock) = (desks, file, memory, lanes, watch, clock);

    public IReadOnlyList<KillLatch> Active(Guid workspace) => _file.Active(workspace);

    /// <summary>Presses it. No new order leaves from this moment on; open orders in scope are cancelled if asked.</summary>
    public async Task<KillReport> PressAsync(Guid workspace, string actor, string scope, string? id, string reason, bool cancelOpen, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        var latch = new KillLatch(scope, id, reason, actor, now);
        _file.Press(workspace, latch);
        var desk = _desks.Get(workspace);
        List<Guid> asked;
        try
        {
            await desk.DecideAsync(new PressKill(now, actor, scope, id, reason, cancelOpen));
            asked = cancelOpen ? await desk.ReadAsync(s => s.OpenOrders.Where(o => Covers(latch, o)).Select(o => o.Facts.Id).ToList()) : [];
        }
        catch (ArgixException e) when (MemoryCancels.Closed(e))
        {
            _owed[workspace] = 0;
            asked = cancelOpen ? await _memory.AskAsync(desk, o => Covers(latch, o)) : [];
        }

        if (cancelOpen)
        {
            // A kill of a strategy or a symbol covers no whole account.
            _lanes.CancelAll(workspace, c => DeskState.Covers(latch, c, null, ""), CancelAllWithin);
        }

        var gone = await GoneAsync(desk, asked, ct);
        return new KillReport(true, scope, id, reason, now, asked.Count, gone, asked.Count - gone);
    }

    public async Task<KillReport> ReleaseAsync(Guid workspace, string actor, string scope, string? id, string reason)
    {
        await _desks.Get(workspace).DecideAsync(new ReleaseKill(_clock.GetUtcNow(), actor, scope, id, reason));
        _file.Release(workspace, scope, id);
        return new KillReport(false, scope, id, reason, null, 0, 0, 0);
    }

    /// <summary>Stops every workspace. The file first, which covers all at once; then each desk cancels and writes it down. A desk that fails does not keep the others waiting.</summary>
    public async Task<KillReport> PressPlatformAsync(string actor, string reason, bool cancelOpen, CancellationToken ct)
    {
        var latch = new KillLatch(KillFile.Platform, null, reason, actor, _clock.GetUtcNow());
        _file.Press(Guid.Empty, latch);
        var reports = await Task.WhenAll(_desks.All.Select(d => PressAsync(d.Workspace, actor, KillFile.Platform, null, reason, cancelOpen, ct)));
        return new KillReport(true, KillFile.Platform, null, reason, latch.Since, reports.Sum(r => r.CancelRequested), reports.Sum(r => r.Cancelled), reports.Sum(r => r.Waiting));
    }

    /// <summary>Every desk first, the file last: what breaks off half way leaves the switch on.</summary>
    public async Task<KillReport> ReleasePlatformAsync(string actor, string reason)
    {
        foreach (var desk in _desks.All)
        {
            await desk.DecideAsync(new ReleaseKill(_clock.GetUtcNow(), actor, KillFile.Platform, null, reason));
        }

        _file.Release(Guid.Empty, KillFile.Platform, null);
        return new KillReport(false, KillFile.Platform, null, reason, null, 0, 0, 0);
    }

    /// <summary>Desks that came while a platform kill is on, for new workspaces.</summary>
    internal async Task JoinNewAsync()
    {
        foreach (var desk in _desks.All.Where(d => !_joined.ContainsKey(d.Workspace)))
        {
            await JoinAsync(desk);
        }
    }

    /// <summary>The journal could not take a kill; it is told as soon as it can.</summary>
    internal async Task JoinOwedAsync()
    {
        foreach (var desk in _desks.All.Where(d => d.Health == DeskHealth.Open && _owed.ContainsKey(d.Workspace)))
        {
            await JoinAsync(desk);
            _owed.TryRemove(desk.Workspace, out _);
        }
    }

    /// <summary>At the start: either latch kills, so each is brought to the other.</summary>
    internal async Task JoinAsync(Desk desk)
    {
        _joined[desk.Workspace] = 0; // once: later it could undo half of a release
        foreach (var latch in await desk.ReadAsync(s => s.Kills.ToList()))
        {
            if (!_file.Active(desk.Workspace).Any(k => k.Scope == latch.Scope && k.Id == latch.Id))
            {
                _file.Press(desk.Workspace, latch);
            }
        }

        foreach (var latch in _file.Active(desk.Workspace))
        {
            await desk.DecideAsync(new PressKill(_clock.GetUtcNow(), latch.Actor, latch.Scope, latch.Id, latch.Reason, CancelOpen: false));
        }
    }

    private async Task<int> GoneAsync(Desk desk, List<Guid> asked, CancellationToken ct)
    {
        var deadline = _clock.GetUtcNow() + Patience;
        var finals = await Task.WhenAll(asked.Select(id => _watch.FinalAsync(desk, id, deadline - _clock.GetUtcNow(), ct)));
        return finals.Count(f => f);
    }

    private static bool Covers(KillLatch latch, TrackedOrder o) => DeskState.Covers(latch, o.Facts.ConnectionId, o.Facts.StrategyId, o.Facts.Instrument.Symbol);
}
