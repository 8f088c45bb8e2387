using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Argix.Audit;
using Argix.Data;
using Argix.Errors;
using Argix.Trading.Desks.Snapshots;
using Argix.Trading.Journal;

namespace Argix.CommandLine;

/// <summary>
/// <c>audit archive</c> copies the older part of one workspace's journal into a file that verifies by itself; <c>audit prune</c> takes out of the database what such a file holds.
/// Two commands, so that the file can be carried away and looked at in between. Nothing is ever pruned without being asked.
/// </summary>
internal static class ArchiveCommands
{
    public static void Hang(CommandTree commands, HostRecipe recipe)
    {
        var (before, workspace, target, source) = (new Option<string>("--before") { Required = true }, new Option<string>("--workspace"), new Argument<string>("FILE"), new Argument<string>("FILE"));
        commands.Add("audit archive", "Copy records before a number, or up to an anchor (--before SEQ|ANCHORFILE), into one new FILE (.gz compresses); the journal stays as it is", [before, workspace, target], (parsed, cancel) =>
            CommandRunner.RunAsync(recipe, "audit.archive", Options(("file", Path.GetFullPath(parsed.GetRequiredValue(target))), ("before", Before(parsed.GetRequiredValue(before))), ("workspace", parsed.GetValue(workspace))), cancel));
        commands.Add("audit prune", "Take out of the journal what an archive FILE holds; keep the file where it is", [source], (parsed, cancel) =>
            CommandRunner.RunAsync(recipe, "audit.prune", Options(("file", Path.GetFullPath(parsed.GetRequiredValue(source)))), cancel));
    }

    public static async Task<ControlReply> ArchiveAsync(ControlCall call, CancellationToken cancel)
    {
        var journal = call.Services.GetRequiredService<IJournalStore>();
        if (await JournalCommands.WorkspacesAsync(call, journal, cancel) is not [var workspace])
            throw new ArgixException("validation_failed", "An archive is of one workspace — name it with --workspace");
        var start = call.Services.GetRequiredService<ArchivedParts>().Of(workspace).LastOrDefault()?.Through;
        var (from, through) = ((start?.Seq ?? 0) + 1, Through(call.Get("before"), workspace));
        if (through < from || through >= journal.Tip(workspace))
            throw new ArgixException("validation_failed", $"--before must leave something to archive and something to keep: records {from} to {journal.Tip(workspace)} stand in the journal");
        var last = journal.Read(workspace, through - 1, 1).First();
        var anchor = call.Services.GetRequiredService<AnchorKey>().Sign(workspace, through, last.Hash, call.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        var anchors = call.Services.GetRequiredService<AnchorFiles>().Of(workspace).Where(a => a.Seq >= from && a.Seq <= through).Append(anchor).ToList();
        var file = call.Get("file");
        await WriteAsync(file, journal.Read(workspace, from - 1).TakeWhile(r => r.Seq <= through), anchors, start);
        var (records, _) = ExportFile.Verify(file, anchor);
        call.Services.GetRequiredService<AnchorFiles>().Write(anchor);
        return ControlReply.Of($"argix: archived records {from} to {through} of workspace {workspace} in {file}: {records} records, verified against their anchors; the journal is as it was",
            $"argix: 'audit verify --file {file}' checks it anywhere; 'audit prune {file}' takes these records out of the journal");
    }

    public static async Task<ControlReply> PruneAsync(ControlCall call, CancellationToken cancel)
    {
        var (file, journal, parts) = (call.Get("file"), call.Services.GetRequiredService<IJournalStore>(), call.Services.GetRequiredService<ArchivedParts>());
        var (workspace, from, anchor) = Look(file, call.Services.GetRequiredService<AnchorKey>().Public);
        var known = parts.Of(workspace);
        if (known.FirstOrDefault(p => p.Through.Seq == anchor.Seq && p.Through.Hash == anchor.Hash) is null)
        {
            Check(journal, workspace, from, anchor, known.LastOrDefault()?.Through.Seq ?? 0, file);
            // What a start reads from then on; an archive is needed again only by another build.
            if (call.Services.GetRequiredService<DeskLoader>().Renew(Guid.Parse(workspace)) is not { } snapshot || snapshot.Seq <= anchor.Seq)
                throw new ArgixException("journal_broken", $"The state of workspace {workspace} could not be saved, so nothing was pruned — run audit verify");
            var at = call.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            parts.Add(workspace, new ArchivedPart(from, anchor, file, Backups.Backup.HashOf(file), Chain.Time(at)));
            await NoteAsync(call, workspace, from, anchor, at, cancel);
        }
        // Also when it was broken off: what is left is no part of the journal any more.
        var gone = journal.Prune(workspace, anchor.Seq);
        return ControlReply.Of($"argix: pruned {gone} records up to {anchor.Seq} of workspace {workspace}; the journal goes on from the anchor of {anchor.At}",
            $"argix: keep {file} there: the first start of another build reads it, and nothing else has these records. The database reuses the room; VACUUM gives it back");
    }

    private static (string Workspace, long From, Anchor Through) Look(string file, string key)
    {
        try
        {
            ExportFile.Verify(file, null);
            var records = ExportFile.Records(file);
            var (first, last) = (records.First(), records.Last());
            var anchor = ExportFile.Anchors(file).FirstOrDefault(a => a.Workspace == last.Workspace && a.Seq == last.Seq) ?? throw new ArgixException("validation_failed", $"{file} ends without an anchor — give a file that 'audit archive' made");
            return first.Workspace == last.Workspace ? (first.Workspace, first.Seq, AnchorChecks.Trusted(anchor, key))
                : throw new ArgixException("validation_failed", $"{file} holds more than one workspace — give a file that 'audit archive' made");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException)
        {
            throw new ArgixException("validation_failed", $"{file} cannot be read ({e.Message.TrimEnd('.')}) — nothing was pruned", e);
        }
    }

    private static void Check(IJournalStore journal, string workspace, long from, Anchor anchor, long archived, string file)
    {
        if (from != archived + 1)
            throw new ArgixException("validation_failed", $"{file} begins with record {from}, and the journal with record {archived + 1} — nothing was pruned");
        if (journal.Read(workspace, anchor.Seq - 1, 1).FirstOrDefault() is not { } there || there.Seq != anchor.Seq || there.Hash != anchor.Hash)
            throw new ArgixException("journal_broken", $"record {anchor.Seq} of workspace {workspace} is not the one in {file} — nothing was pruned; run audit verify");
        if (journal.Tip(workspace) <= anchor.Seq)
            throw new ArgixException("validation_failed", $"{file} holds the newest record — at least one stays in the journal; nothing was pruned");
    }

    // Who may run commands on this machine may do this; the trail says that it was done.
    private static async Task NoteAsync(ControlCall call, string workspace, long from, Anchor anchor, DateTimeOffset at, CancellationToken cancel)
    {
        await using var db = call.Services.GetRequiredService<DbFactory>().Open();
        db.Outbox.Add(new OutboxRow
        {
            WorkspaceId = Guid.Parse(workspace), Kind = "journal_pruned", Actor = "system", At = at,
            Data = JsonSerializer.Serialize(new { from, through = anchor.Seq, hash = anchor.Hash }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync(cancel);
    }

    private static async Task WriteAsync(string path, IEnumerable<JournalRecord> records, IEnumerable<Anchor> anchors, Anchor? start)
    {
        await using var file = AuditCommands.NewFile(path);
        await using (var packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : (Stream)file)
        await using (var writer = new StreamWriter(packed, leaveOpen: true))
            await ExportFile.WriteAsync(writer, records, anchors, start);
        if (file.CanWrite)
            file.Flush(flushToDisk: true);
    }

    private static long Through(string before, string workspace)
    {
        if (long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            return seq - 1;
        var anchor = AnchorChecks.Read(before, null);
        return anchor.Workspace == workspace ? anchor.Seq : throw new ArgixException("validation_failed", "The anchor is of another workspace — name that one with --workspace");
    }

    // A number, or the content of an anchor's file: the host may stand elsewhere.
    private static string Before(string given)
    {
        if (long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return given;
        try
        {
            return File.ReadAllText(given);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgixException("validation_failed", $"--before {given} is no number and no file that can be read — give a record's number or an anchor", e);
        }
    }

    private static Dictionary<string, string> Options(params (string Name, string? Value)[] options) => options.Where(o => o.Value is not null).ToDictionary(o => o.Name, o => o.Value!, StringComparer.Ordinal);
}
