using Argix.Audit;
using Argix.Trading.Journal;

namespace Argix.UnitTests.Trading.Journal;

/// <summary>A journal in memory that is full when it is told to be.</summary>
internal sealed class FailingStore : IJournalStore
{
    private readonly List<JournalRecord> _records = [];

    public bool Full { get; set; }

    public IReadOnlyList<JournalRecord> Records => _records;

    public void Commit(IReadOnlyList<JournalRecord> records)
    {
        if (Full)
        {
            throw new IOException("disk full");
        }

        _records.AddRange(records);
    }

    public IEnumerable<JournalRecord> Read(string workspace, long after, int limit = int.MaxValue) => [.. _records.Where(r => r.Workspace == workspace && r.Seq > after).Take(limit)];

    public long Tip(string workspace) => _records.Where(r => r.Workspace == workspace).Select(r => r.Seq).LastOrDefault();

    public IReadOnlyList<string> Workspaces() => [.. _records.Select(r => r.Workspace).Distinct().Order(StringComparer.Ordinal)];

    public long Prune(string workspace, long through) => _records.RemoveAll(r => r.Workspace == workspace && r.Seq <= through);

    public void Dispose()
    {
    }
}
