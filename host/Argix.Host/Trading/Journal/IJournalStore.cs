using System.Data.Common;
using Argix.Audit;

namespace Argix.Trading.Journal;

/// <summary>Where the journal stands: append-only, one writer a node, every commit on disk before it returns.</summary>
public interface IJournalStore : IDisposable
{
    /// <summary>Writes the records together or not at all. Returns when they are durable; throws when that is not certain. Called from one thread at a time.</summary>
    void Commit(IReadOnlyList<JournalRecord> records);

    /// <summary>Records with a greater seq, upwards; streamed. A damaged one is given as text, so that it can be named as broken.</summary>
    IEnumerable<JournalRecord> Read(string workspace, long after, int limit = int.MaxValue);

    /// <summary>The greatest seq of a workspace; 0 when it has no records.</summary>
    long Tip(string workspace);

    /// <summary>Every workspace that has records, in order.</summary>
    IReadOnlyList<string> Workspaces();

    /// <summary>Takes out a workspace's records up to a seq, in short steps, beside the writer; gives how many. Only what an archive holds.</summary>
    long Prune(string workspace, long through) => throw new NotSupportedException("This journal keeps everything.");
}

/// <summary>What works the same on every store.</summary>
public static class JournalReading
{
    /// <summary>Verifies a workspace's chain from its first record, and that it agrees with the anchors. Read those before: a journal that grows meanwhile does no harm then.</summary>
    /// <param name="start">The anchor of the last archived record: the chain goes on from there. What a prune that was broken off left before it is not looked at.</param>
    public static ChainReport Verify(this IJournalStore store, string workspace, IEnumerable<Anchor>? anchors = null, Anchor? start = null) =>
        Verify(store.Read(workspace, start?.Seq ?? 0), anchors, start);

    /// <inheritdoc cref="Verify(IJournalStore, string, IEnumerable{Anchor}?, Anchor?)"/>
    public static ChainReport Verify(IEnumerable<JournalRecord> records, IEnumerable<Anchor>? anchors, Anchor? start = null)
    {
        var walk = new ChainWalk(anchors, start?.Seq ?? 0, start?.Hash);
        foreach (var record in records)
        {
            if (!walk.Take(record))
            {
                break;
            }
        }

        walk.End();
        return new ChainReport(walk.FirstBroken is null, walk.Checked, walk.FirstBroken, walk.Why, start?.Seq ?? 0);
    }

    /// <summary>A row as it stands, in the order workspace, seq, epoch, at, kind, payload, previous_hash, hash.</summary>
    internal static JournalRecord Record(DbDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), Text(row, 3), Text(row, 4), Text(row, 5), Text(row, 6), Text(row, 7));

    // A damaged row may hold a blob, a number or nothing where text was.
    private static string Text(DbDataReader row, int column) => row.GetValue(column) switch
    {
        string s => s,
        byte[] b => Convert.ToHexStringLower(b),
        var other => Convert.ToString(other, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
