using Argix.Data;
using Microsoft.EntityFrameworkCore;

namespace Argix.Closing;

/// <summary>Takes a person out of the database. Rows that the journal speaks of stay, without what is personal in them.</summary>
internal static class Erasure
{
    /// <summary>Everything that is the person's own. Gives how many sessions and tokens ended.</summary>
    public static async Task<(int Sessions, int Tokens)> PersonAsync(ArgixDb db, string userId, IReadOnlyCollection<Guid> closing, DateTimeOffset now, CancellationToken ct)
    {
        var email = (await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct)).Email;
        var sessions = await db.Sessions.CountAsync(s => (s.UserId == userId || closing.Contains(s.WorkspaceId)) && s.EndedAt == null, ct);
        var tokens = await db.ApiTokens.CountAsync(t => (t.UserId == userId || closing.Contains(t.WorkspaceId)) && t.RevokedAt == null, ct);
        await db.Sessions.Where(s => s.UserId == userId || closing.Contains(s.WorkspaceId)).ExecuteDeleteAsync(ct);
        await db.ApiTokens.Where(t => t.UserId == userId || closing.Contains(t.WorkspaceId)).ExecuteDeleteAsync(ct);
        await db.OAuthFlows.Where(f => f.UserId == userId || closing.Contains(f.WorkspaceId)).ExecuteDeleteAsync(ct);
        await db.Invites.Where(i => closing.Contains(i.WorkspaceId) || i.Email == email).ExecuteDeleteAsync(ct);
        await db.Members.Where(m => m.UserId == userId || closing.Contains(m.WorkspaceId)).ExecuteDeleteAsync(ct);
        await StrategiesAsync(db, closing, ct);
        foreach (var id in closing)
        {
            var name = "closed-" + id;
            await db.Workspaces.Where(w => w.Id == id).ExecuteUpdateAsync(w => w.SetProperty(x => x.ClosedAt, now).SetProperty(x => x.Name, name), ct);
        }
        await db.Users.Where(u => u.Id == userId).ExecuteDeleteAsync(ct); // passkeys, keys, codes and links go with it
        await NamesOfClosedAsync(db, ct);
        return (sessions, tokens);
    }

    // Drawings, what was tried with them and what came in for them: people's own words and ideas. What they did stands in the journal.
    private static async Task StrategiesAsync(ArgixDb db, IReadOnlyCollection<Guid> closing, CancellationToken ct)
    {
        await db.Strategies.Where(s => closing.Contains(s.WorkspaceId)).ExecuteDeleteAsync(ct);
        await db.StrategyVersions.Where(s => closing.Contains(s.WorkspaceId)).ExecuteDeleteAsync(ct);
        await db.Backtests.Where(s => closing.Contains(s.WorkspaceId)).ExecuteDeleteAsync(ct);
        await db.Approvals.Where(s => closing.Contains(s.WorkspaceId)).ExecuteDeleteAsync(ct);
        await db.Signals.Where(s => closing.Contains(s.WorkspaceId)).ExecuteDeleteAsync(ct);
        await db.Evaluations.Where(s => closing.Contains(s.WorkspaceId)).ExecuteDeleteAsync(ct);
    }

    /// <summary>Names and account numbers of connections that ended in workspaces that are closed.</summary>
    public static async Task NamesOfClosedAsync(ArgixDb db, CancellationToken ct)
    {
        var closed = db.Workspaces.Where(w => w.ClosedAt != null).Select(w => w.Id);
        await db.Connections.Where(c => c.Intent == ConnectionIntent.Disconnected && c.Name != "" && closed.Contains(c.WorkspaceId))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Name, "").SetProperty(x => x.AccountName, "").SetProperty(x => x.AccountId, "").SetProperty(x => x.AccountRoute, (string?)null), ct);
        await db.Logins.Where(l => l.Subject != "" && closed.Contains(l.WorkspaceId)
                && !db.Connections.Any(c => c.WorkspaceId == l.WorkspaceId && c.LoginId == l.Id && c.Intent != ConnectionIntent.Disconnected))
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Subject, ""), ct);
    }
}
