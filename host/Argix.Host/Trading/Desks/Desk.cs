using System.Data.Common;
using System.Threading.Channels;
using Argix.Audit;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Desks.Snapshots;
using Argix.Trading.Journal;

namespace Argix.Trading.Desks;

/// <summary>Whether a desk may decide: open, its journal could not be written just now, or its chain is broken.</summary>
public enum DeskHealth { Unknown, Open, Unavailable, Broken }

/// <summary>
/// The pump around one workspace's pure desk core: takes one work at a time, journals what was decided, and lets nobody see it before it is durable.
/// What gathers while a commit runs is decided together and committed together.
/// </summary>
public sealed class Desk : IAsyncDisposable
{
    private readonly Channel<DeskWork> _queue = Channel.CreateUnbounded<DeskWork>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<JournalRecord> _records = [];
    private readonly List<(JournalRecord Record, string Actor, IReadOnlyList<DeskEvent> Events)> _decided = [];
    private readonly List<DeskWork> _batch = [];
    private readonly DeskLoader _loader;
    private readonly JournalWriter _writer;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Task _loop;
    private readonly HashSet<Guid> _kept = [];
    private bool _reread;
    private bool _rereading;
    private string? _broken;
    private long _epoch;
    private string _tip = Chain.Genesis;

    public Desk(Guid workspace, IJournalStore store, JournalWriter writer, TimeProvider clock, ILogger log) : this(workspace, new DeskLoader(store), writer, clock, log)
    {
    }

    internal Desk(Guid workspace, DeskLoader loader, JournalWriter writer, TimeProvider clock, ILogger log)
    {
        (Workspace, _loader, _writer, _clock, _log) = (workspace, loader, writer, clock, log);
        Load(newEpoch: true);
        _loop = Task.Run(RunAsync);
    }

    public Guid Workspace { get; }
    public DeskHealth Health { get; private set; } = DeskHealth.Open;

    /// <summary>The first record that is changed or missing, when <see cref="Health"/> is broken.</summary>
    public long? FirstBroken { get; private set; }

    /// <summary>An anchor of a record that the journal did not have when it was read: it is an older copy, or was cut.</summary>
    internal Anchor? Ahead { get; private set; }

    /// <summary>The snapshot that the state was taken from, until what stands before it has been verified.</summary>
    internal Snapshot? From { get; private set; }

    /// <summary>What was committed, in order, on the desk's own loop: handlers must be quick and must not throw.</summary>
    public event Action<Committed>? Committed;

    internal DeskState State { get; private set; } = new();

    /// <summary>Decides one input. Completes when what was decided is durable.</summary>
    /// <exception cref="ArgixException"><c>journal_broken</c> or <c>journal_unavailable</c>: nothing was decided.</exception>
    public Task<Decision> DecideAsync(DeskInput input)
    {
        var work = new InputWork(input);
        Enqueue(work);
        return work.Task;
    }

    /// <summary>Reads the state between two inputs; sees only what is durable by the time it answers. Return copies, not live objects.</summary>
    public Task<T> ReadAsync<T>(Func<DeskState, T> read)
    {
        var work = new ReadWork<T>(read);
        Enqueue(work);
        return work.Task;
    }

    internal Decision Take(DeskInput input)
    {
        if (Health != DeskHealth.Open)
        {
            throw Closed();
        }

        var decision = Decider.Decide(State, input);
        if (decision.Events.Count > 0)
        {
            Keep(input, decision.Events);
        }

        return decision;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private void Keep(DeskInput input, IReadOnlyList<DeskEvent> events)
    {
        var payload = new JournalPayload(JournalRecord.Version, input.Actor, input.Cause, events).ToJson();
        var record = Chain.Link(_tip, Workspace.ToString(), State.LastSeq + 1, _epoch, input.At, JournalPayload.KindOf(events), payload);
        State.Apply(record.Seq, input.At, events);
        _kept.UnionWith(Approvals(events));
        _tip = record.Hash;
        _records.Add(record);
        _decided.Add((record, input.Actor, events));
    }

    private static IEnumerable<Guid> Approvals(IReadOnlyList<DeskEvent> events) => events.Where(e => e is OrderApproved or LegApproved).Select(e => e.About!.Value);

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            _batch.Clear();
            _records.Clear();
            _decided.Clear();
            TakeReread();
            while (_batch.Count < 512 && _queue.Reader.TryRead(out var work))
            {
                RunOne(work);
            }

            try
            {
                if (_records.Count > 0)
                {
                    await _writer.AppendAsync([.. _records]);
                }

                Publish();
                Reread();
                _batch.ForEach(w => w.Complete());
            }
#pragma warning disable CA1031 // a loop that ends silently leaves every caller of the workspace waiting for ever, whatever it was
            catch (Exception e)
            {
                Recover(e);
            }
#pragma warning restore CA1031
        }
    }

    private void RunOne(DeskWork work)
    {
        try
        {
            work.Run(this);
            _batch.Add(work);
        }
#pragma warning disable CA1031 // as above: who asked is told
        catch (Exception e)
        {
            work.Fail(e);
        }
#pragma warning restore CA1031
    }

    private void Publish()
    {
        foreach (var (record, actor, events) in _decided)
        {
            _kept.ExceptWith(Approvals(events));
            Committed?.Invoke(CommittedBuilder.Build(Workspace, record, actor, events, State));
        }
    }

    // A commit that failed may or may not be on disk. Memory is worth nothing then: drop it and believe only the journal.
    private void Recover(Exception error)
    {
        _log.LogError(error, "The journal could not be written; the desk of workspace {Workspace} reloads", Workspace);
        (Health, var again) = (DeskHealth.Unavailable, _rereading);
        _rereading = false;
        var failure = Closed();
        _batch.Where(w => !w.OnlyReads).ToList().ForEach(w => w.Fail(failure));
        try
        {
            if (again)
            {
                Load(newEpoch: false); // the disk is still full, say: tried again in a while, not at once and for ever
            }
            else
            {
                Reopen();
            }
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            _log.LogError(e, "The journal cannot be read; orders of workspace {Workspace} are refused", Workspace);
        }

        _batch.Where(w => w.OnlyReads).ToList().ForEach(Enqueue); // on what the journal says: a kill that looks for open orders must find them now
    }

    // What the failed commit wrote after all was never shown to anybody, so it was never acted on.
    private void Reopen()
    {
        Load(newEpoch: false);
        Health = FirstBroken is null ? DeskHealth.Open : DeskHealth.Broken;
        if (Health == DeskHealth.Open)
        {
            _reread = true;
            Enqueue(new ReadWork<int>(_ => 0));
        }
    }

    // Before anything else is decided: only now is it certain which approved orders nobody was told of.
    private void TakeReread()
    {
        if (_reread)
        {
            _reread = false;
            RunOne(new InputWork(new JournalReread(_clock.GetUtcNow(), _kept.ToHashSet())));
            _rereading = _records.Count > 0; // the first of its batch
        }
    }

    // What the reread concluded is durable: only now may the kept orders be forgotten.
    private void Reread()
    {
        if (_rereading)
        {
            _rereading = false;
            _kept.Clear();
        }
    }

    /// <summary>Tries to come back after the journal could not be written or read.</summary>
    internal void TryReopen()
    {
        if (Health == DeskHealth.Unavailable)
        {
            Enqueue(new ReopenWork());
        }
    }

    private sealed class ReopenWork : DeskWork
    {
        public override void Run(Desk desk)
        {
            desk.Reopen();
            desk.TakeReread();
        }

        public override void Complete()
        {
        }

        public override void Fail(Exception error)
        {
        }
    }

    private void Load(bool newEpoch)
    {
        var loaded = _loader.Load(Workspace);
        (State, _tip, Ahead, From) = (loaded.State, loaded.Tip, loaded.Ahead, loaded.From);
        _epoch = newEpoch ? loaded.Epoch + 1 : Math.Max(loaded.Epoch, _epoch);
        if (loaded.FirstBroken is { } broken)
        {
            Break(broken, loaded.Why);
        }
        else if (_broken is null)
        {
            FirstBroken = null;
        }
    }

    /// <summary>A break that was found while the desk works: nothing new is decided from here on; cancels go.</summary>
    internal void Break(long seq, string why)
    {
        (FirstBroken, _broken, Health) = (seq, why, DeskHealth.Broken);
        _log.LogCritical("The journal of workspace {Workspace} is broken: record {Seq} {Why}; trading is halted", Workspace, seq, why);
    }

    private ArgixException Closed() => Health == DeskHealth.Broken
        ? new ArgixException("journal_broken", $"record {FirstBroken} of the journal {_broken}; trading is halted until it is restored from a backup")
        : new ArgixException("journal_unavailable", "the journal cannot be written now; nothing was sent. Check the disk of the data directory");

    private void Enqueue(DeskWork work)
    {
        if (!_queue.Writer.TryWrite(work))
        {
            work.Fail(new ArgixException("journal_unavailable", "the platform is shutting down; nothing was sent"));
        }
    }
}
