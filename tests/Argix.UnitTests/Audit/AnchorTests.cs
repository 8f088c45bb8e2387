using System.Security.Cryptography;
using Argix.Audit;
using Argix.Trading.Journal;

namespace Argix.UnitTests.Audit;

/// <summary>What a chain alone cannot tell, and an anchor can. Random journals, every place of damage that a seed picks.</summary>
public sealed class AnchorTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryDamageIsFoundWithOneOldAnchor(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var records = Journal(20 + random.Next(80), "first");
            var anchor = Sign(records[random.Next(records.Count)]);
            Assert.True(JournalReading.Verify(records, [anchor]).Ok);
            var at = random.Next((int)anchor.Seq); // what was changed stands at or before the anchored record
            Assert.Equal(at + 1, JournalReading.Verify([.. records.Select((r, i) => i == at ? r with { Payload = "{}" } : r)], [anchor]).FirstBroken);
            var cut = JournalReading.Verify(records.Take(at), [anchor]);
            Assert.Equal(at + 1, cut.FirstBroken);
            Assert.Contains("cut or is an older copy", cut.Why, StringComparison.Ordinal);
            var anew = JournalReading.Verify(Rewritten(records, at), [anchor]);
            Assert.Equal(anchor.Seq, anew.FirstBroken);
            Assert.Contains("written anew", anew.Why, StringComparison.Ordinal);
            Assert.True(JournalReading.Verify(Rewritten(records, at), null).Ok); // the chain alone does not see it
        }
    }

    [Fact]
    public void ASignatureCoversEveryField()
    {
        var anchor = Sign(Journal(1, "x")[0]);
        Assert.True(anchor.Holds());
        Assert.Equal(anchor, Anchor.Parse(anchor.ToJson()));
        foreach (var other in new[] { anchor with { Seq = 2 }, anchor with { Hash = Chain.Genesis }, anchor with { At = "2001-01-01T00:00:00Z" }, anchor with { Workspace = "v" }, anchor with { V = 2 }, anchor with { Key = Sign(Journal(1, "x")[0]).Key }, anchor with { Signature = "no base64" } })
        {
            Assert.False(other.Holds());
        }

        Assert.Null(Anchor.Parse("{}"));
        Assert.Null(Anchor.Parse("nothing"));
    }

    [Fact]
    public async Task AnExportVerifiesByItselfAndTellsEveryDamage()
    {
        var records = Journal(30, "€ \" \\ \n 🙂");
        var path = Path.GetTempFileName();
        async Task WriteAsync(IEnumerable<JournalRecord> some)
        {
            await using var file = new StreamWriter(path);
            await ExportFile.WriteAsync(file, some, [Sign(records[9])]);
        }

        await WriteAsync(records);
        Assert.Equal(30, ExportFile.Verify(path, Sign(records[19])).Records);
        await WriteAsync(Rewritten(records, 12));
        Assert.Equal(30, ExportFile.Verify(path, null).Records); // its own anchor is older than the change
        Assert.Contains("record 20 ", Assert.Throws<Argix.Errors.ArgixException>(() => ExportFile.Verify(path, Sign(records[19]))).Message, StringComparison.Ordinal);
        await WriteAsync(records.Take(5));
        Assert.Contains("record 6 ", Assert.Throws<Argix.Errors.ArgixException>(() => ExportFile.Verify(path, null)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    private static List<JournalRecord> Journal(int count, string payload) => Continue([], count, payload);

    // From a record on, with hashes that fit: what somebody can do who may write the database.
    private static List<JournalRecord> Rewritten(List<JournalRecord> records, int from) => Continue(records.Take(from), records.Count, "another story");

    private static List<JournalRecord> Continue(IEnumerable<JournalRecord> before, int count, string payload)
    {
        var list = before.ToList();
        while (list.Count < count)
        {
            list.Add(Chain.Link(list.Count == 0 ? Chain.Genesis : list[^1].Hash, "w", list.Count + 1, 1, Start, "note", payload));
        }

        return list;
    }

    private static Anchor Sign(JournalRecord record)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var anchor = new Anchor(1, record.Workspace, record.Seq, record.Hash, record.At, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), "");
        return anchor with { Signature = Convert.ToBase64String(key.SignData(anchor.Signed(), HashAlgorithmName.SHA256)) };
    }
}
