using Argix.Data;
using Argix.Errors;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts;

/// <summary>Who may decide for the whole platform: an admin of its first workspace, which is <c>main</c> (the one that setup makes), else the oldest.</summary>
public sealed class PlatformAdmins(DbFactory db)
{
    public async Task<bool> IsAsync(Caller caller, CancellationToken ct)
    {
        if (caller.Role != Roles.Admin || !caller.May(Scopes.Admin))
            return false;
        await using var data = db.Open();
        // A handful of rows; SQLite does not order by time with an offset.
        var all = await data.Workspaces.AsNoTracking().Where(w => w.ClosedAt == null).Select(w => new { w.Id, w.Name, w.CreatedAt }).ToListAsync(ct);
        var first = all.Find(w => w.Name == "main") ?? all.MinBy(w => w.CreatedAt);
        return first?.Id == caller.WorkspaceId;
    }

    /// <exception cref="ArgixException"><c>forbidden</c>.</exception>
    public async Task RequireAsync(Caller caller, CancellationToken ct)
    {
        if (!await IsAsync(caller, ct))
            throw new ArgixException("forbidden", "only an admin of the platform's first workspace (main) may stop or release every workspace");
    }
}
