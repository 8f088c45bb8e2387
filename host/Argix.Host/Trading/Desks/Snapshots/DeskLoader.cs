using Argix.Audit;
using Argix.Trading.Core;
using Argix.Trading.Journal;

namespace Argix.Trading.Desks.Snapshots;

/// <summary>A desk's state as the journal has it, and how far it was taken from a snapshot without reading what stands before.</summary>
internal sealed record Loaded(DeskState State, string Tip, long Epoch, long? FirstBroken, string Why, Anchor? Ahead, Snapshot? From);

/// <summary>Brings a state back: snapshot and tail, or everything from the first record. Both give the same state.</summary>
internal sealed class DeskLoader(IJournalStore store, SnapshotFiles? snapshots = null, AnchorFiles? anchors = null, Func<string, IReadOnlyList<ArchivedPart>>? archived = null)
{
    public Loaded Load(Guid workspace)
    {
        var parts = Archived(workspace);
        return Snapshot(workspace, parts) is { } snapshot ? Load(anchors?.Of(workspace.ToString(), snapshot.Seq) ?? [], snapshot, store.Read(workspace.ToString(), snapshot.Seq))
            : parts.FirstOrDefault(p => !File.Exists(p.File)) is { } away ? NotHere(away)
            : Load(anchors?.Of(workspace.ToString()) ?? [], new Snapshot(0, Chain.Genesis, 0, new DeskState()), Whole(workspace, parts));
    }

    /// <summary>Reads again what a start from a snapshot did not: every record up to it. Null = all well, else the first broken record.</summary>
    public (long Seq, string Why)? VerifyBefore(Guid workspace, Snapshot snapshot, CancellationToken cancel)
    {
        var start = Archived(workspace).LastOrDefault()?.Through;
        var walk = new ChainWalk((anchors?.Of(workspace.ToString()) ?? []).Where(a => a.Seq <= snapshot.Seq), start?.Seq ?? 0, start?.Hash);
        foreach (var record in store.Read(workspace.ToString(), start?.Seq ?? 0).TakeWhile(r => r.Seq <= snapshot.Seq))
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

    private IReadOnlyList<ArchivedPart> Archived(Guid workspace) => archived?.Invoke(workspace.ToString()) ?? [];

    // Another build does not believe a snapshot: then everything is read again, and what was archived from its files.
    private IEnumerable<JournalRecord> Whole(Guid workspace, IReadOnlyList<ArchivedPart> parts) =>
        parts.SelectMany(p => ExportFile.Records(p.File)).Concat(store.Read(workspace.ToString(), parts.LastOrDefault()?.Through.Seq ?? 0));

    private static Loaded NotHere(ArchivedPart part) => new(new DeskState(), Chain.Genesis, 0, part.From,
        $"and those up to {part.Through.Seq} stand in the archive {part.File}, which is not there: put it back and start again, this build needs it once", null, null);

    private static Loaded Load(IReadOnlyList<Anchor> known, Snapshot from, IEnumerable<JournalRecord> records)
    {
        var (state, walk, epoch) = (from.State, new ChainWalk(known, from.Seq, from.Hash), from.Epoch);
        foreach (var record in records)
        {
            walk.Take(record);
            epoch = Math.Max(epoch, record.Epoch);
            Replay.Into(state, record, tolerant: walk.FirstBroken is not null);
        }

        return new Loaded(state, walk.Tip, epoch, walk.FirstBroken, walk.Why, walk.Ahead, from.Seq == 0 ? null : from);
    }

    private Snapshot? Snapshot(Guid workspace, IReadOnlyList<ArchivedPart> parts) => snapshots?.Read(workspace) is { } snapshot
        && (parts.LastOrDefault()?.Through is { } last && last.Seq == snapshot.Seq ? last.Hash == snapshot.Hash
            : store.Read(workspace.ToString(), snapshot.Seq - 1, 1).FirstOrDefault() is { } record && record.Seq == snapshot.Seq && record.Hash == snapshot.Hash && Chain.Holds(record))
            ? snapshot : null;
}
