using Argix.Audit;
using Argix.Data;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;
using Microsoft.EntityFrameworkCore;

namespace Argix.Trading;

/// <summary>
/// A journal that is older than what was done: a backup was restored, or an anchor knows records that it does not have. Trading of the workspace stays closed by a kill
/// of its own scope until the venues were asked and a person accepts what is there. Everything but new orders goes on, so that the venues' word can be taken in.
/// </summary>
public sealed class RestoreGate(KillSwitch kill, KillFile file, AnchorFiles anchors, AccountBook accounts, DbFactory db, DataDirectory directory, TimeProvider clock)
{
    public const string Scope = "restore";

    /// <summary>Written by <c>restore</c> before it touches anything, so that trading is closed whether or not an anchor is left to tell.</summary>
    public static string MarkerOf(DataDirectory directory) => directory.File("restored.json");

    public bool IsClosed(Guid workspace) => file.Active(workspace).Any(k => k.Scope == Scope);

    /// <summary>At the start, before anything is added to the journal: the file first, then the anchors; the journal takes the latch over with the other ones.</summary>
    internal void Close(Desk desk, long tip)
    {
        var restored = File.Exists(MarkerOf(directory));
        if (desk.Health == DeskHealth.Broken || (!restored && desk.Ahead is null))
        {
            return;
        }

        var reason = desk.Ahead is { } ahead
            ? $"the journal ends at record {tip}, and the anchor of {ahead.At} knows records up to {ahead.Seq}: it is an older copy. Compare orders and positions with your brokers, then accept"
            : $"the journal was restored from a backup and ends at record {tip}. Compare orders and positions with your brokers, then accept";
        file.Press(desk.Workspace, new KillLatch(Scope, null, reason, "system", clock.GetUtcNow()));
        anchors.PutAside(desk.Workspace.ToString(), tip);
    }

    /// <summary>Every desk has its latch: the marker has done its work.</summary>
    internal void Closed() => File.Delete(MarkerOf(directory));

    /// <summary>A person takes the journal as it is now, after every connection was read. Journaled with who and why.</summary>
    public async Task AcceptAsync(Guid workspace, string actor, string reason, CancellationToken ct)
    {
        if (!IsClosed(workspace))
        {
            throw new ArgixException("not_found", "nothing was restored that waits to be accepted");
        }

        if (reason.Trim().Length < 3)
        {
            throw new ArgixException("validation_failed", "reason: say what was compared, in a few words; it goes into the audit trail");
        }

        await using var data = db.Open();
        var active = await data.Connections.Where(c => c.WorkspaceId == workspace && (c.Intent == ConnectionIntent.Active || c.Intent == ConnectionIntent.Paused)).Select(c => new { c.Id, c.Name }).ToListAsync(ct);
        if (active.FirstOrDefault(c => accounts.Account(c.Id)?.ReconciledAt is null) is { } unread)
        {
            throw new ArgixException("connection_not_ready", $"{unread.Name} has not been read since the start, so nobody knows what its broker did meanwhile — wait until it is, or disconnect it");
        }

        await kill.ReleaseAsync(workspace, actor, Scope, null, reason.Trim());
    }
}
