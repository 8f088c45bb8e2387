using System.Security.Claims;
using Argix.Data;
using Argix.Seams;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts;

/// <summary>A signed-in browser as its owner sees it.</summary>
public sealed record SessionView(Guid Id, string UserAgent, string Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

/// <summary>Signed-in browsers. A cookie is only as good as its row, so signing out, a new password or an admin ends it everywhere.</summary>
public sealed class SessionStore(DbFactory contexts, IIdSource ids, TimeProvider clock)
{
    /// <summary>A session ends after this long without a request.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>A session ends after this long, used or not.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan LastSeenStep = TimeSpan.FromMinutes(1);

    /// <summary>Opens a session and gives the principal for its cookie.</summary>
    public async Task<ClaimsPrincipal> StartAsync(string userId, Guid workspaceId, string? userAgent, string address = "", CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        var agent = userAgent ?? "";
        var row = new SessionRow
        {
            Id = ids.NewId(), WorkspaceId = workspaceId, UserId = userId, CreatedAt = now, LastSeenAt = now, ProvedAt = now,
            UserAgent = agent.Length > 200 ? agent[..200] : agent, Address = address,
        };
        await using var db = contexts.Open();
        db.Sessions.Add(row);
        await db.SaveChangesAsync(cancel);
        return (await PrincipalAsync(db, row, cancel)) ?? throw new Errors.ArgixException("forbidden", "This user is no member of the workspace any more — ask an admin");
    }

    /// <summary>The principal of a cookie's session as things stand now (role included), or null when the session is over.</summary>
    public async Task<ClaimsPrincipal?> ContinueAsync(ClaimsPrincipal? cookie, CancellationToken cancel = default)
    {
        if (!Guid.TryParse(cookie?.FindFirstValue(ArgixClaims.Session), out var id))
            return null;
        await using var db = contexts.Open();
        var now = clock.GetUtcNow();
        var row = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (row is null || row.EndedAt is not null || now - row.LastSeenAt > Idle || now - row.CreatedAt > Longest)
            return null;
        if (now - row.LastSeenAt > LastSeenStep)
            await db.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), cancel);
        return await PrincipalAsync(db, row, cancel);
    }

    /// <summary>
    /// The session under a new name, which ends the old one: after a fresh proof, or for another workspace of the same person. It ends when the old one would have.
    /// </summary>
    public async Task<ClaimsPrincipal> RenewAsync(ClaimsPrincipal principal, Guid? workspaceId, bool proved, CancellationToken cancel = default)
    {
        await using var db = contexts.Open();
        var now = clock.GetUtcNow();
        var old = Guid.TryParse(principal.FindFirstValue(ArgixClaims.Session), out var id) ? await db.Sessions.SingleOrDefaultAsync(s => s.Id == id && s.EndedAt == null, cancel) : null;
        if (old is null)
            throw new Errors.ArgixException("unauthenticated", "This session is over — sign in");
        var row = new SessionRow
        {
            Id = ids.NewId(), WorkspaceId = workspaceId ?? old.WorkspaceId, UserId = old.UserId, CreatedAt = old.CreatedAt, LastSeenAt = now, ProvedAt = proved ? now : old.ProvedAt,
            UserAgent = old.UserAgent, Address = old.Address,
        };
        var renewed = await PrincipalAsync(db, row, cancel) ?? throw new Errors.ArgixException("not_found", "There is no such workspace of yours — reload the page");
        old.EndedAt = now;
        db.Sessions.Add(row);
        await db.SaveChangesAsync(cancel);
        return renewed;
    }

    /// <summary>The open sessions of a person, the last used first.</summary>
    public async Task<IReadOnlyList<SessionView>> ListAsync(string userId, CancellationToken cancel = default)
    {
        await using var db = contexts.Open();
        var now = clock.GetUtcNow();
        var (idle, longest) = (now - Idle, now - Longest);
        return await db.Sessions.AsNoTracking().Where(s => s.UserId == userId && s.EndedAt == null && s.LastSeenAt >= idle && s.CreatedAt >= longest).OrderByDescending(s => s.LastSeenAt)
            .Select(s => new SessionView(s.Id, s.UserAgent, s.Address, s.CreatedAt, s.LastSeenAt)).ToListAsync(cancel);
    }

    /// <summary>Ends one session of this person; false when there is none.</summary>
    public async Task<bool> EndAsync(string userId, Guid id, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        await using var db = contexts.Open();
        return await db.Sessions.Where(s => s.Id == id && s.UserId == userId && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel) > 0;
    }

    /// <summary>Ends every session of this person but the one at hand; how many.</summary>
    public async Task<int> EndOthersAsync(ClaimsPrincipal principal, CancellationToken cancel = default)
    {
        var user = principal.FindFirstValue(ClaimTypes.NameIdentifier);
        if (!Guid.TryParse(principal.FindFirstValue(ArgixClaims.Session), out var mine))
            return 0;
        var now = clock.GetUtcNow();
        await using var db = contexts.Open();
        return await db.Sessions.Where(s => s.UserId == user && s.Id != mine && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel);
    }

    /// <summary>Ends one session.</summary>
    public async Task EndAsync(ClaimsPrincipal? principal, CancellationToken cancel = default)
    {
        if (!Guid.TryParse(principal?.FindFirstValue(ArgixClaims.Session), out var id))
            return;
        var now = clock.GetUtcNow();
        await using var db = contexts.Open();
        await db.Sessions.Where(s => s.Id == id && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel);
    }

    /// <summary>Ends every session of a user, for instance after a change of password.</summary>
    public async Task EndAllAsync(string userId, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        await using var db = contexts.Open();
        await db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel);
    }

    private static async Task<ClaimsPrincipal?> PrincipalAsync(ArgixDb db, SessionRow row, CancellationToken cancel)
    {
        var member = await db.Members.Where(m => m.WorkspaceId == row.WorkspaceId && m.UserId == row.UserId)
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m.Role, u.Email }).SingleOrDefaultAsync(cancel);
        return member is null ? null : ArgixClaims.Principal(IdentityConstants.ApplicationScheme, row.UserId, member.Email, row.WorkspaceId, member.Role,
            Roles.ScopesOf(member.Role), new Claim(ArgixClaims.Session, row.Id.ToString()), new Claim(ArgixClaims.ProvedAt, row.ProvedAt.ToString("O")));
    }
}
