using System.Data.Common;
using Argix.Accounts;
using Argix.Audit;
using Argix.Errors;
using Argix.Trading.Journal;

namespace Argix.CommandLine;

/// <summary><c>audit verify</c>: reads the journal beside whoever writes it, and holds it against the anchors.</summary>
internal static class JournalCommands
{
    /// <param name="call"><c>anchor</c> is the content of an anchor's file, not its path: the host may stand elsewhere.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<ControlReply> VerifyAsync(ControlCall call, CancellationToken cancel)
    {
        var journal = call.Services.GetRequiredService<IJournalStore>();
        var given = call.Find("anchor") is { } text ? AnchorChecks.Read(text, call.Services.GetRequiredService<AnchorKey>().Public) : null;
        try
        {
            var (records, anchors, said) = (0L, 0, new List<string>());
            foreach (var workspace in given is null ? await WorkspacesAsync(call, journal, cancel) : [given.Workspace])
            {
                var known = Anchors(call, workspace, given);
                var parts = call.Services.GetRequiredService<ArchivedParts>().Of(workspace);
                if (given is not null && parts.FirstOrDefault(p => given.Seq <= p.Through.Seq) is { } archive)
                    throw new ArgixException("validation_failed", $"Record {given.Seq} stands in the archive {archive.File} — check it there: audit verify --file {archive.File} --anchor FILE");
                records += AnchorChecks.Accept(journal.Verify(workspace, known, parts.LastOrDefault()?.Through), workspace).Checked;
                anchors += known.Count;
                said.AddRange(parts.Select(p => $"argix: workspace {workspace}: records {p.From} to {p.Through.Seq} were pruned on {p.At}; they stand in {p.File} (sha256 {p.Sha256}), which was not looked at"));
            }

            return ControlReply.Of([.. said, $"argix: journal ok: {records} records, {anchors} anchors"]);
        }
        catch (DbException e)
        {
            throw new ArgixException("journal_unavailable", $"The journal cannot be read ({e.Message.TrimEnd('.')}) — check the disk, or restore a backup", e);
        }
    }

    public static async Task<IReadOnlyList<string>> WorkspacesAsync(ControlCall call, IJournalStore journal, CancellationToken cancel)
    {
        if (call.Find("workspace") is not { } wanted)
            return journal.Workspaces();
        if (await call.Services.GetRequiredService<AccountService>().FindWorkspaceAsync(wanted, cancel) is { } byName)
            return [byName.ToString()];
        return Guid.TryParse(wanted, out var id) && journal.Workspaces().Contains(id.ToString())
            ? [id.ToString()]
            : throw new ArgixException("not_found", $"There is no workspace '{wanted}' — give its name or its id");
    }

    // Who can write the folder of anchors cannot sign: one that this instance did not sign says nothing, and that is worth saying.
    private static List<Anchor> Anchors(ControlCall call, string workspace, Anchor? given)
    {
        var files = call.Services.GetRequiredService<AnchorFiles>().Of(workspace);
        if (given is not null)
            return [given];
        if (files.Count == 0)
            return [];
        var key = call.Services.GetRequiredService<AnchorKey>().Public;
        return [.. files.Select(a => AnchorChecks.Trusted(a, key))];
    }
}
