using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts;

/// <summary>An invitation that is open.</summary>
public sealed record InviteView(Guid Id, string Email, string Role, bool BySignOn, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>What somebody with the link sees before they accept.</summary>
public sealed record InviteOffer(Guid WorkspaceId, string Workspace, string Email, string Role, bool HasAccount);

/// <summary>Invitations into a workspace: one link, one use, one week. The link is shown to the admin; nothing is sent.</summary>
public sealed class Invitations(ArgixDb db, AccountService accounts, UserManager<User> users, IIdSource ids, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Makes an invitation and gives the token of its link.</summary>
    public async Task<string> CreateAsync(Caller admin, string? email, string? role, bool bySignOn, CancellationToken cancel = default)
    {
        var address = AccountService.Address(email);
        if (!Roles.All.Contains(role ?? ""))
            throw new ArgixException("validation_failed", "Choose a role: admin, trader or viewer");
        var known = await users.FindByEmailAsync(address);
        if (known is not null && await db.Members.AnyAsync(m => m.WorkspaceId == admin.WorkspaceId && m.UserId == known.Id, cancel))
            throw new ArgixException("validation_failed", $"{address} is a member already — change the role in the list");
        var token = ids.NewToken();
        var row = new InviteRow
        {
            WorkspaceId = admin.WorkspaceId, Id = ids.NewId(), Hash = ApiTokens.Hash(token), Email = address, Role = role!, BySignOn = bySignOn, InvitedBy = admin.UserId,
            CreatedAt = clock.GetUtcNow(), ExpiresAt = clock.GetUtcNow() + Lifetime,
        };
        db.Invites.Add(row);
        db.Outbox.Add(Journaled.Row(admin.WorkspaceId, "member_invited", admin.Actor, clock, new { inviteId = row.Id, role, bySignOn }));
        await db.SaveChangesAsync(cancel);
        return token;
    }

    /// <summary>Invitations that wait.</summary>
    public async Task<IReadOnlyList<InviteView>> ListAsync(Guid workspaceId, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        return await db.Invites.AsNoTracking().Where(i => i.WorkspaceId == workspaceId && i.UsedAt == null && i.ExpiresAt > now).OrderByDescending(i => i.CreatedAt)
            .Select(i => new InviteView(i.Id, i.Email, i.Role, i.BySignOn, i.CreatedAt, i.ExpiresAt)).ToListAsync(cancel);
    }

    /// <summary>Takes an invitation back.</summary>
    public async Task WithdrawAsync(Caller admin, Guid id, CancellationToken cancel = default)
    {
        if (await db.Invites.Where(i => i.WorkspaceId == admin.WorkspaceId && i.Id == id && i.UsedAt == null).ExecuteDeleteAsync(cancel) == 0)
            throw new ArgixException("not_found", "This invitation is gone already — reload the page");
    }

    /// <summary>What the link offers, or null when it is used, withdrawn or too old.</summary>
    public async Task<InviteOffer?> FindAsync(string? token, CancellationToken cancel = default) =>
        await OpenAsync(token, cancel) is { } invite && await accounts.WorkspaceNameAsync(invite.WorkspaceId, cancel) is { } name
            ? new InviteOffer(invite.WorkspaceId, name, invite.Email, invite.Role, await users.FindByEmailAsync(invite.Email) is not null) : null;

    /// <summary>Accepts as a new person, with a password. Who has an account signs in first.</summary>
    public async Task<Caller> AcceptNewAsync(string? token, string? password, CancellationToken cancel = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var invite = await SpendAsync(token, cancel);
        if (await users.FindByEmailAsync(invite.Email) is not null)
            throw new ArgixException("validation_failed", "There is an account with this address — sign in with it, then open the link again");
        var user = await accounts.CreateAsync(invite.Email, password ?? "");
        var caller = await JoinAsync(invite, user, cancel);
        await transaction.CommitAsync(cancel);
        return caller;
    }

    /// <summary>Accepts as the person who is signed in. The address must be theirs: a link that got into other hands must not carry a role there.</summary>
    public async Task<Caller> AcceptAsync(string? token, string userId, CancellationToken cancel = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var invite = await SpendAsync(token, cancel);
        var user = await users.FindByIdAsync(userId);
        if (user is null || !string.Equals(user.NormalizedEmail, users.NormalizeEmail(invite.Email), StringComparison.Ordinal))
            throw new ArgixException("forbidden", $"This invitation is for {invite.Email} — sign in as that person");
        var caller = await JoinAsync(invite, user, cancel);
        await transaction.CommitAsync(cancel);
        return caller;
    }

    /// <summary>Takes every open invitation that an admin has made for this address and for sign-in at the identity provider. The caller has checked that the provider verified it.</summary>
    internal async Task<User?> AcceptBySignOnAsync(string email, Func<Task<User>> make, CancellationToken cancel)
    {
        var (now, normal) = (clock.GetUtcNow(), users.NormalizeEmail(email));
        var open = (await db.Invites.Where(i => i.BySignOn && i.UsedAt == null && i.ExpiresAt > now).ToListAsync(cancel)).Where(i => users.NormalizeEmail(i.Email) == normal).ToList();
        if (open.Count == 0)
            return null;
        var user = await make();
        foreach (var invite in open)
        {
            invite.UsedAt = now;
            await JoinAsync(invite, user, cancel);
        }
        return user;
    }

    private async Task<Caller> JoinAsync(InviteRow invite, User user, CancellationToken cancel)
    {
        if (!await db.Members.AnyAsync(m => m.WorkspaceId == invite.WorkspaceId && m.UserId == user.Id, cancel))
            db.Members.Add(new MemberRow { WorkspaceId = invite.WorkspaceId, UserId = user.Id, Role = invite.Role });
        db.Outbox.Add(Journaled.Row(invite.WorkspaceId, "member_joined", "user:" + user.Id, clock, new { userId = user.Id, role = invite.Role, inviteId = invite.Id }));
        await db.SaveChangesAsync(cancel);
        return new Caller(invite.WorkspaceId, user.Id, invite.Role, Roles.ScopesOf(invite.Role), "user:" + user.Id);
    }

    // The row is taken first: of several who accept at once, one gets in.
    private async Task<InviteRow> SpendAsync(string? token, CancellationToken cancel)
    {
        var invite = await OpenAsync(token, cancel);
        var now = clock.GetUtcNow();
        if (invite is null || await db.Invites.Where(i => i.WorkspaceId == invite.WorkspaceId && i.Id == invite.Id && i.UsedAt == null).ExecuteUpdateAsync(i => i.SetProperty(x => x.UsedAt, now), cancel) == 0)
            throw new ArgixException("not_found", "This invitation is used, withdrawn or too old — ask the admin for a new one");
        return invite;
    }

    private Task<InviteRow?> OpenAsync(string? token, CancellationToken cancel)
    {
        var (hash, now) = (ApiTokens.Hash(token ?? ""), clock.GetUtcNow());
        return db.Invites.AsNoTracking().SingleOrDefaultAsync(i => i.Hash == hash && i.UsedAt == null && i.ExpiresAt > now, cancel);
    }
}
