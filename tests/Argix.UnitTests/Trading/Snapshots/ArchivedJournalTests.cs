using System.Security.Cryptography;
using Argix.Audit;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Desks.Snapshots;
using Argix.Trading.Journal;
using Argix.UnitTests.Trading.Journal;

namespace Argix.UnitTests.Trading.Snapshots;

/// <summary>A journal whose older part stands in files: the same state, the same proof, and no way to pass a deletion off as an archive.</summary>
public sealed class ArchivedJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("argix-archive-").FullName;
    private readonly RandomDesk _life = new(21);
    private readonly FailingStore _store = new();
    private readonly List<ArchivedPart> _parts = [];
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ArchivedJournalTests()
    {
        _life.Live(400);
        _store.Commit(_life.Records);
    }

    private string Workspace => _life.Workspace.ToString();

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(".jsonl")]
    [InlineData(".jsonl.gz")]
    public async Task ThePartsAndTheRestGiveTheVeryStateOfTheWhole(string ending)
    {
        var whole = StateBytes.Of(new DeskLoader(_store).Load(_life.Workspace).State);
        await ArchiveAsync(100, ending);
        await ArchiveAsync(250, ending);
        _store.Prune(Workspace, 250);
        Assert.Equal(251, _store.Read(Workspace, 0).First().Seq);
        var loaded = Loader().Load(_life.Workspace);
        Assert.Equal((null, (Snapshot?)null), (loaded.FirstBroken, loaded.From));
        Assert.Equal(whole, StateBytes.Of(loaded.State));
        Assert.Equal((true, _life.Records.Count - 250L, 250L), _store.Verify(Workspace, null, _parts[^1].Through) is var r ? (r.Ok, r.Checked, r.Archived) : default);
    }

    [Fact]
    public async Task ASnapshotNeedsNoArchiveAndWithoutEitherItIsSaidWhichFileIsMissing()
    {
        await ArchiveAsync(200);
        var files = new SnapshotFiles(_folder, () => new byte[32]);
        var snapshot = Loader(files).Renew(_life.Workspace)!;
        _store.Prune(Workspace, 200);
        File.Move(_parts[0].File, _parts[0].File + ".away");
        Assert.NotNull(Loader(files).Load(_life.Workspace).From);
        Assert.Null(Loader(files).VerifyBefore(_life.Workspace, snapshot, CancellationToken.None));
        var lost = Loader().Load(_life.Workspace);
        Assert.Equal(1, lost.FirstBroken);
        Assert.Contains($"stand in the archive {_parts[0].File}, which is not there", lost.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASnapshotOfTheLastArchivedRecordIsBelievedByItsAnchor()
    {
        var files = new SnapshotFiles(_folder, () => new byte[32]);
        var shorter = new FailingStore();
        shorter.Commit([.. _life.Records.Take(200)]);
        new DeskLoader(shorter, files).Renew(_life.Workspace);
        await ArchiveAsync(200);
        _store.Prune(Workspace, 200);
        Assert.Equal(200, Loader(files).Load(_life.Workspace).From!.Seq);
        _parts[0] = _parts[0] with { Through = _parts[0].Through with { Hash = Chain.Genesis } };
        Assert.Null(Loader(files).Load(_life.Workspace).From);
    }

    [Fact]
    public void RecordsThatWereDeletedWithoutAnArchiveAreABreak()
    {
        _store.Prune(Workspace, 50);
        Assert.Equal(1, new DeskLoader(_store).Load(_life.Workspace).FirstBroken);
        Assert.Equal((false, 1L), _store.Verify(Workspace) is var r ? (r.Ok, r.FirstBroken!.Value) : default);
    }

    [Fact]
    public async Task WhatAPruneThatWasBrokenOffLeftIsNoPartOfTheJournal()
    {
        var whole = StateBytes.Of(new DeskLoader(_store).Load(_life.Workspace).State);
        await ArchiveAsync(200);
        _store.Prune(Workspace, 120);
        Assert.True(_store.Verify(Workspace, null, _parts[^1].Through).Ok);
        Assert.Equal(whole, StateBytes.Of(Loader().Load(_life.Workspace).State));
    }

    [Fact]
    public async Task AnArchiveVerifiesByItselfAndTellsDamageAgainstItsAnchor()
    {
        await ArchiveAsync(100);
        await ArchiveAsync(200);
        Assert.Equal(100, ExportFile.Verify(_parts[0].File, _parts[0].Through).Records);
        Assert.Equal(100, ExportFile.Verify(_parts[1].File, _parts[1].Through).Records);
        Assert.Contains("check it against the archive that holds that record", Assert.Throws<ArgixException>(() => ExportFile.Verify(_parts[1].File, _parts[0].Through)).Message, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(_parts[1].File, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_parts[1].File, lines.Where((_, n) => n != 31), TestContext.Current.CancellationToken);
        Assert.Contains("record 131 ", Assert.Throws<ArgixException>(() => ExportFile.Verify(_parts[1].File, null)).Message, StringComparison.Ordinal);
        // Its beginning cut off: where it goes on is signed.
        await File.WriteAllLinesAsync(_parts[1].File, lines.Skip(1), TestContext.Current.CancellationToken);
        Assert.Contains("record 1 ", Assert.Throws<ArgixException>(() => ExportFile.Verify(_parts[1].File, null)).Message, StringComparison.Ordinal);
    }

    private DeskLoader Loader(SnapshotFiles? files = null) => new(_store, files, null, _ => _parts);

    private async Task ArchiveAsync(int through, string ending = ".jsonl")
    {
        var path = Path.Combine(_folder, $"part-{through}{ending}");
        var (start, anchor) = (_parts.LastOrDefault()?.Through, Sign(_life.Records[through - 1]));
        await using (var file = File.Create(path))
        await using (var packed = ending.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest) : (Stream)file)
        await using (var writer = new StreamWriter(packed))
        {
            await ExportFile.WriteAsync(writer, _life.Records.Skip((int)(start?.Seq ?? 0)).Take(through - (int)(start?.Seq ?? 0)), [anchor], start);
        }

        _parts.Add(new ArchivedPart((start?.Seq ?? 0) + 1, anchor, path, "", ""));
    }

    private Anchor Sign(JournalRecord record)
    {
        var anchor = new Anchor(1, record.Workspace, record.Seq, record.Hash, record.At, Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo()), "");
        return anchor with { Signature = Convert.ToBase64String(_key.SignData(anchor.Signed(), HashAlgorithmName.SHA256)) };
    }
}

/// <summary>A state as bytes, the same for the same state.</summary>
internal static class StateBytes
{
    public static byte[] Of(DeskState state)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        new StateWriter(writer, sorted: true).Root(state);
        writer.Flush();
        return memory.ToArray();
    }
}
