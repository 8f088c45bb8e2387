using System.Data.Common;
using Argix.Accounts;
using Argix.Errors;
using Argix.Trading.Journal;

namespace Argix.CommandLine;

/// <summary><c>audit verify</c>: reads the journal beside whoever writes it.</summary>
internal static class JournalCommands
{
    public static async Task<ControlReply> VerifyAsync(ControlCall call, CancellationToken cancel)
    {
        if (call.Find("anchor") is not null)
            throw new ArgixException("not_implemented", "Anchors come in a later release — leave --anchor out");
        var journal = call.Services.GetRequiredService<IJournalStore>();
        try
        {
            var checkedRecords = 0L;
            foreach (var workspace in await WorkspacesAsync(call, journal, cancel))
                checkedRecords += Verify(journal, workspace);
            return ControlReply.Of($"argix: journal ok: {checkedRecords} records");
        }
        catch (DbException e)
        {
            throw new ArgixException("journal_unavailable", $"The journal cannot be read ({e.Message.TrimEnd('.')}) — check the disk, or restore a backup", e);
        }
    }

    private static async Task<IReadOnlyList<string>> WorkspacesAsync(ControlCall call, IJournalStore journal, CancellationToken cancel)
    {
        if (call.Find("workspace") is not { } wanted)
            return journal.Workspaces();
        if (await call.Services.GetRequiredService<AccountService>().FindWorkspaceAsync(wanted, cancel) is { } byName)
            return [byName.ToString()];
        return Guid.TryParse(wanted, out var id) && journal.Workspaces().Contains(id.ToString())
            ? [id.ToString()]
            : throw new ArgixException("not_found", $"There is no workspace '{wanted}' — give its name or its id");
    }

    private static long Verify(IJournalStore journal, string workspace)
    {
        var report = journal.Verify(workspace);
        return report.FirstBroken is not { } broken ? report.Checked
            : throw new ArgixException("journal_broken", $"record {broken} of workspace {workspace} was changed or is missing — keep the files as they are, and restore a backup or compare with your broker's own records");
    }
}
