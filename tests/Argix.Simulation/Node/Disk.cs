using Argix.Audit;
using Argix.Trading.Core;
using Argix.Trading.Journal;

namespace Argix.Simulation;

/// <summary>What outlives a process: the journal as it is on the disk, and the kill switch's file.</summary>
public sealed class Disk
{
    private readonly List<(JournalRecord Record, IReadOnlyList<DeskEvent> Events)> _read = [];

    public List<JournalRecord> Journal { get; } = [];
    public KillLatch? Kill { get; set; }

    /// <summary>Whether every record follows the one before it, from the first.</summary>
    public bool IsWhole
    {
        get
        {
            var walk = new ChainWalk();
            return Journal.TrueForAll(walk.Take);
        }
    }

    /// <summary>
    /// The journal from its beginning, each record's place in the chain checked and its text read. What was read in an earlier life, and is the very same record
    /// at the same place, is not read from its text again: a seed has many lives, and the same text says the same.
    /// </summary>
    public IReadOnlyList<(JournalRecord Record, IReadOnlyList<DeskEvent> Events)> Read()
    {
        var same = 0;
        while (same < _read.Count && same < Journal.Count && ReferenceEquals(_read[same].Record, Journal[same]))
        {
            same++;
        }

        _read.RemoveRange(same, _read.Count - same);
        var walk = new ChainWalk(after: same, hash: same == 0 ? null : Journal[same - 1].Hash);
        foreach (var record in Journal.Skip(same))
        {
            if (!walk.Take(record))
            {
                throw new Broken("chain", $"record {record.Seq} does not follow the one before it");
            }

            _read.Add((record, JournalPayload.Parse(record.Payload).Events));
        }

        return _read;
    }
}
