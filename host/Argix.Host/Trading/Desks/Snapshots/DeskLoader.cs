using Argix.Audit;
using Argix.Trading.Core;
using Argix.Trading.Journal;

namespace Argix.Trading.Desks.Snapshots;

/// <summary>A desk's state as the journal has it, and how far it was taken from a snapshot without reading what stands before.</summary>
internal sealed record Loaded(DeskState State, string Tip, long Epoch, long? FirstBroken, string Why, Anchor? Ahead, Snapshot? From);

/// <summary>Brings a state back: snapshot and tail, or everything from the first record. Both give the same state.</summary>
internal sealed class DeskLoader(IJournalStore store, SnapshotFiles? snapshots = null, AnchorFiles? anchors = null)
{
    public Loaded Load(Guid workspace)
    {
        var known = anchors?.Of(workspace.ToString()) ?? [];
        return Snapshot(workspace) is { } snapshot ? Load(workspace, known, snapshot) : Load(workspace, known, new Snapshot(0, Chain.Genesis, 0, new DeskState()));
    }

    /// <summary>Reads again what a start from a snapshot did not: every record up to it. Null = all well, else the first broken record.</summary>
    public (long Seq, string Why)? VerifyBefore(Guid workspace, Snapshot snapshot, CancellationToken cancel)
    {
        var walk = new ChainWalk((anchors?.Of(workspace.ToString()) ?? []).Where(a => a.Seq <= snapshot.Seq));
        foreach (var record in store.Read(workspace.ToString(), 0).TakeWhile(r => r.Seq <= snapshot.Seq))
        {
            cancel.ThrowIfCancellationRequested();
            if (!walk.Take(record))
            {
                return (walk.FirstBroken!.Value, walk.Why);
            }
        }

        return walk.Tip == snapshot.Hash ? null : (snapshot.Seq, "is not the one that the snapshot was made after");
    }

    /// <summary>Makes a snapshot of what the journal says now, from the one before and the tail. Never from a desk at work: it would have to stand still.</summary>
    public Snapshot? Renew(Guid workspace)
    {
        var loaded = Load(workspace);
        if (snapshots is null || loaded.FirstBroken is not null || loaded.Ahead is not null || loaded.State.LastSeq == 0)
        {
            return null;
        }

        var snapshot = new Snapshot(loaded.State.LastSeq, loaded.Tip, loaded.Epoch, loaded.State);
        snapshots.Write(workspace, snapshot);
        return snapshot;
    }

    private Loaded Load(Guid workspace, IReadOnlyList<Anchor> known, Snapshot from)
    {
        var (state, walk, epoch) = (from.State, new ChainWalk(known, from.Seq, from.Hash), from.Epoch);
        foreach (var record in store.Read(workspace.ToString(), from.Seq))
        {
            walk.Take(record);
            epoch = Math.Max(epoch, record.Epoch);
            Replay.Into(state, record, tolerant: walk.FirstBroken is not null);
        }

        return new Loaded(state, walk.Tip, epoch, walk.FirstBroken, walk.Why, walk.Ahead, from.Seq == 0 ? null : from);
    }

    private Snapshot? Snapshot(Guid workspace) => snapshots?.Read(workspace) is { } snapshot
        && store.Read(workspace.ToString(), snapshot.Seq - 1, 1).FirstOrDefault() is { } record && record.Seq == snapshot.Seq && record.Hash == snapshot.Hash && Chain.Holds(record)
            ? snapshot : null;
}
