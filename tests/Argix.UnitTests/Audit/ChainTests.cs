using Argix.Audit;

namespace Argix.UnitTests.Audit;

public sealed class ChainTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);

    private static List<JournalRecord> Records(int count)
    {
        var list = new List<JournalRecord>();
        for (var seq = 1; seq <= count; seq++)
        {
            list.Add(Chain.Link(list.Count == 0 ? Chain.Genesis : list[^1].Hash, "w", seq, 1, At.AddSeconds(seq), "kind", $"{{\"n\":{seq}}}"));
        }

        return list;
    }

    private static long? Broken(IEnumerable<JournalRecord> records)
    {
        var walk = new ChainWalk();
        foreach (var r in records)
        {
            walk.Take(r);
        }

        return walk.FirstBroken;
    }

    [Fact]
    public void AWholeChainHolds() => Assert.Null(Broken(Records(50)));

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(50)]
    public void AChangeToAnyPartOfARecordNamesIt(int seq)
    {
        var changes = new Func<JournalRecord, JournalRecord>[]
        {
            r => r with { Payload = r.Payload.Replace('n', 'm') }, r => r with { Kind = "other" }, r => r with { At = Chain.Time(At) },
            r => r with { Epoch = 2 }, r => r with { Workspace = "v" }, r => r with { Hash = new string('a', 64) }, r => r with { PreviousHash = new string('b', 64) },
        };
        foreach (var change in changes)
        {
            var records = Records(50);
            records[seq - 1] = change(records[seq - 1]);
            Assert.Equal(seq, Broken(records));
        }
    }

    [Fact]
    public void AMissingRecordIsNamed() => Assert.Equal(9, Broken(Records(50).Where(r => r.Seq != 9)));

    [Fact]
    public void SwappedRecordsAreNoticed()
    {
        var records = Records(10);
        (records[3], records[4]) = (records[4], records[3]);
        Assert.Equal(4, Broken(records));
    }

    [Fact]
    public void ARecordRewrittenWithAFreshHashBreaksTheNextLink()
    {
        var records = Records(10);
        records[3] = Chain.Link(records[2].Hash, "w", 4, 1, At, "kind", "{}");
        Assert.Equal(5, Broken(records));
    }
}
