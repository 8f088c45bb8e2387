using Argix.Audit;
using Argix.Trading.Core;
using Argix.Trading.Journal;
using Argix.Trading.Lanes;

namespace Argix.Simulation;

/// <summary>The pump around the production desk core: decides, chains, commits in groups, and shows nothing before it is on the disk.</summary>
public sealed class SimDesk
{
    private readonly World _world;
    private readonly Process _process;
    private Queue<(DeskInput? Input, Action<Decision?> Done)> _queue = new();
    private readonly HashSet<Guid> _kept = [];
    private readonly long _epoch;
    private bool _reread;
    private List<JournalRecord>? _committing;
    private string _tip = Chain.Genesis;

    public SimDesk(World world, Process process)
    {
        (_world, _process) = (world, process);
        Load();
        _epoch = process.Disk.Journal.Count == 0 ? 1 : process.Disk.Journal[^1].Epoch + 1;
    }

    public bool Idle => _committing is null && _queue.Count == 0;

    /// <summary>What has been decided, durable or not yet.</summary>
    public DeskState State { get; private set; } = new();

    public static DeskState Replay(Disk disk)
    {
        var state = new DeskState();
        foreach (var (record, events) in disk.Read())
        {
            state.Apply(record.Seq, record.Time, events);
        }

        return state;
    }

    /// <summary><paramref name="done"/> gets null when the journal could not be written: nothing may be believed then.</summary>
    public void Decide(DeskInput input, Action<Decision?>? done = null)
    {
        _queue.Enqueue((input, done ?? (_ => { })));
        _process.In(TimeSpan.Zero, Pump);
    }

    /// <summary>Comes after everything that was asked before; false when the journal failed in between.</summary>
    public void Then(Action<bool> done)
    {
        _queue.Enqueue((null, d => done(d is not null)));
        _process.In(TimeSpan.Zero, Pump);
    }

    /// <summary>The process is gone. What was on its way to the disk is there whole, or not at all.</summary>
    public void Die()
    {
        if (_committing is { } batch && _process.OwnsJournal && _world.Rng.Chance(0.5))
        {
            _process.Disk.Journal.AddRange(batch);
        }

        _committing = null;
    }

    private void Pump()
    {
        if (_committing is not null || _queue.Count == 0)
        {
            return;
        }

        List<(JournalRecord Record, DeskInput Input, IReadOnlyList<DeskEvent> Events)> decided = [];
        List<(Action<Decision?> Done, Decision Decision)> waiting = [];
        if (_reread)
        {
            _reread = false;
            _queue.Enqueue((new JournalReread(_process.Now, _kept.ToHashSet()), _ => { }));
            _kept.Clear();
            _queue = new(_queue.TakeLast(1).Concat(_queue.SkipLast(1)));
        }

        for (var most = _world.Rng.Between(1, 8); most > 0 && _queue.TryDequeue(out var work); most--)
        {
            var decision = work.Input is null ? Decision.Nothing : Decider.Decide(State, work.Input);
            waiting.Add((work.Done, decision));
            if (decision.Events.Count > 0 && work.Input is not null)
            {
                decided.Add((Keep(work.Input, decision.Events), work.Input, decision.Events));
            }
        }

        _committing = [.. decided.Select(d => d.Record)];
        _process.Point("decided");
        _process.In(decided.Count == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_world.Rng.Between(50, 20_000)), () => Commit(decided, waiting));
    }

    private JournalRecord Keep(DeskInput input, IReadOnlyList<DeskEvent> events)
    {
        var payload = new JournalPayload(JournalRecord.Version, input.Actor, input.Cause, events).ToJson();
        var record = Chain.Link(_tip, "simulated", State.LastSeq + 1, _epoch, input.At, JournalPayload.KindOf(events), payload);
        State.Apply(record.Seq, input.At, events);
        _kept.UnionWith(events.Where(e => e is OrderApproved or LegApproved).Select(e => e.About!.Value));
        _tip = record.Hash;
        return record;
    }

    // Another process owns the journal: nothing is written any more, and nobody is told that anything was.
    private void Lose(List<(Action<Decision?> Done, Decision Decision)> waiting)
    {
        _committing = null;
        waiting.ForEach(w => w.Done(null));
        while (_queue.TryDequeue(out var work))
        {
            work.Done(null);
        }
    }

    private void Commit(List<(JournalRecord Record, DeskInput Input, IReadOnlyList<DeskEvent> Events)> decided, List<(Action<Decision?> Done, Decision Decision)> waiting)
    {
        if (decided.Count > 0 && !_process.OwnsJournal)
        {
            Lose(waiting);
            return;
        }

        if (decided.Count > 0 && _world.Faulty(f => f.DiskFails))
        {
            Fail(waiting);
            return;
        }

        _process.Disk.Journal.AddRange(_committing!);
        _committing = null;
        _process.Point("committed");
        foreach (var (record, _, events) in decided)
        {
            _world.Judge.Recorded(record, events, State);
            Publish(record, events);
        }

        _process.Point("published");
        waiting.ForEach(w => w.Done(w.Decision));
        _process.In(TimeSpan.Zero, Pump);
    }

    // It may be on the disk, or not. Memory is worth nothing then.
    private void Fail(List<(Action<Decision?> Done, Decision Decision)> waiting)
    {
        if (_world.Rng.Chance(0.5))
        {
            _process.Disk.Journal.AddRange(_committing!);
        }

        _committing = null;
        Load();
        _reread = true;
        waiting.ForEach(w => w.Done(null));
        _process.In(TimeSpan.Zero, Pump);
    }

    private void Load()
    {
        State = Replay(_process.Disk);
        _tip = _process.Disk.Journal.Count == 0 ? Chain.Genesis : _process.Disk.Journal[^1].Hash;
    }

    private void Publish(JournalRecord record, IReadOnlyList<DeskEvent> events)
    {
        foreach (var e in events)
        {
            if (e.About is not { } id || State.Order(id) is not { } order)
            {
                continue;
            }

            var lane = _process.Lane(order.Facts.ConnectionId);
            if (e is ReplaceAsked { Queued: false, Rule.CancelNew: false })
            {
                if (lane is null)
                {
                    Decide(Answers.KeptChange(_process.Now, id, "connection_not_ready"));
                }
                else
                {
                    lane.Replace(id);
                }

                continue;
            }

            if (e is OrderApproved or LegApproved)
            {
                _kept.Remove(id);
                if (lane is null)
                {
                    Decide(Answers.Kept(_process.Now, id, "connection_not_ready"));
                }
                else
                {
                    lane.Submit(order.Facts with { Quantity = order.LegQuantity });
                }

                _process.Point("handed_over");
                continue;
            }

            foreach (var input in LaneRouting.For(e, new RoutedOrder(id, order.BrokerOrderId, order.CancelPending, order.IsFinal), record.Time))
            {
                lane?.Post(input);
            }
        }
    }
}
