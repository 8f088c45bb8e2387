using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts;

/// <summary>A member of a workspace as the settings page shows them.</summary>
public sealed record MemberInfo(string UserId, string Email, string Role);

/// <summary>Users and workspaces. Scoped: it shares its context, and so its transactions, with Identity.</summary>
public sealed class AccountService(ArgixDb db, UserManager<User> users, IIdSource ids, TimeProvider clock)
{
    /// <summary>Makes the user (or takes the one with this address) a member of the workspace, which is created when it does not exist.</summary>
    public async Task<Caller> AddAsync(string email, string password, string workspaceName, string role, CancellationToken cancel = default)
    {
        if (!Roles.All.Contains(role))
            throw new ArgixException("validation_failed", $"'{role}' is no role — choose admin, trader or viewer");
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancel) : null;
        var workspace = await FindOrAddWorkspaceAsync(workspaceName, cancel);
        var user = await users.FindByEmailAsync(email.Trim());
        if (user is not null && await db.Members.AnyAsync(m => m.WorkspaceId == workspace.Id && m.UserId == user.Id, cancel))
            throw new ArgixException("validation_failed", $"{user.Email} is a member of '{workspace.Name}' already — change the role in the settings");
        user ??= await CreateAsync(email, password);
        db.Members.Add(new MemberRow { WorkspaceId = workspace.Id, UserId = user.Id, Role = role });
        await db.SaveChangesAsync(cancel);
        if (transaction is not null)
            await transaction.CommitAsync(cancel);
        return new Caller(workspace.Id, user.Id, role, Roles.ScopesOf(role), "user:" + user.Id);
    }

    /// <summary>The workspace and user behind an address; the workspace may be left out when there is only one.</summary>
    public async Task<(Guid WorkspaceId, string UserId)> FindMemberAsync(string email, string? workspaceName, CancellationToken cancel = default)
    {
        var user = await users.FindByEmailAsync(email.Trim())
            ?? throw new ArgixException("not_found", $"There is no user {email} — make one with 'users add'");
        var found = await db.Members.Where(m => m.UserId == user.Id)
            .Join(db.Workspaces, m => m.WorkspaceId, w => w.Id, (m, w) => new { w.Id, w.Name }).OrderBy(w => w.Id).ToListAsync(cancel);
        if (workspaceName is not null)
            found = [.. found.Where(w => string.Equals(w.Name, workspaceName, StringComparison.Ordinal))];
        return found.Count switch
        {
            1 => (found[0].Id, user.Id),
            0 => throw new ArgixException("not_found", $"{email} is no member of {(workspaceName is null ? "any workspace" : $"'{workspaceName}'")} — make them one with 'users add'"),
            _ => throw new ArgixException("validation_failed", $"{email} is a member of {found.Count} workspaces — say which with --workspace"),
        };
    }

    /// <summary>The members of a workspace.</summary>
    public async Task<IReadOnlyList<MemberInfo>> MembersAsync(Guid workspaceId, CancellationToken cancel = default) =>
        await db.Members.Where(m => m.WorkspaceId == workspaceId)
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new MemberInfo(u.Id, u.Email!, m.Role)).ToListAsync(cancel);

    /// <summary>The workspaces of a person, with their role in each.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name, string Role)>> WorkspacesAsync(string userId, CancellationToken cancel = default) =>
        [.. (await db.Members.Where(m => m.UserId == userId).Join(db.Workspaces, m => m.WorkspaceId, w => w.Id, (m, w) => new { w.Id, w.Name, m.Role }).OrderBy(w => w.Name).ToListAsync(cancel))
            .Select(w => (w.Id, w.Name, w.Role))];

    /// <summary>Gives a member another role. A workspace never loses its last admin.</summary>
    public async Task ChangeRoleAsync(Caller admin, string userId, string? role, CancellationToken cancel = default)
    {
        if (!Roles.All.Contains(role ?? ""))
            throw new ArgixException("validation_failed", "Choose a role: admin, trader or viewer");
        await using var transaction = await LockAsync(admin.WorkspaceId, cancel);
        var member = await RequireAsync(admin.WorkspaceId, userId, cancel);
        if (role != Roles.Admin)
            await KeepAnAdminAsync(member, cancel);
        var before = member.Role;
        member.Role = role!;
        db.Outbox.Add(Journaled.Row(admin.WorkspaceId, "member_role_changed", admin.Actor, clock, new { userId, before, role }));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Takes somebody out of the workspace: their sessions and tokens in it end at once.</summary>
    public async Task RemoveAsync(Caller admin, string userId, CancellationToken cancel = default)
    {
        await using var transaction = await LockAsync(admin.WorkspaceId, cancel);
        var member = await RequireAsync(admin.WorkspaceId, userId, cancel);
        await KeepAnAdminAsync(member, cancel);
        db.Members.Remove(member);
        db.Outbox.Add(Journaled.Row(admin.WorkspaceId, "member_removed", admin.Actor, clock, new { userId }));
        await db.SaveChangesAsync(cancel);
        await EndAccessAsync(admin.WorkspaceId, userId, cancel);
        await transaction.CommitAsync(cancel);
    }

    // Two admins who take each other's role away at the same moment wait for one another here.
    private async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> LockAsync(Guid workspaceId, CancellationToken cancel)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Workspaces.Where(w => w.Id == workspaceId).ExecuteUpdateAsync(w => w.SetProperty(x => x.CreatedAt, x => x.CreatedAt), cancel);
        return transaction;
    }

    private async Task<MemberRow> RequireAsync(Guid workspaceId, string userId, CancellationToken cancel) =>
        await db.Members.SingleOrDefaultAsync(m => m.WorkspaceId == workspaceId && m.UserId == userId, cancel)
            ?? throw new ArgixException("not_found", "There is no such member — reload the page");

    private async Task KeepAnAdminAsync(MemberRow member, CancellationToken cancel)
    {
        if (member.Role == Roles.Admin && !await db.Members.AnyAsync(m => m.WorkspaceId == member.WorkspaceId && m.UserId != member.UserId && m.Role == Roles.Admin, cancel))
            throw new ArgixException("validation_failed", "This is the last admin of the workspace — make somebody else admin first");
    }

    private async Task EndAccessAsync(Guid workspaceId, string userId, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await db.Sessions.Where(s => s.WorkspaceId == workspaceId && s.UserId == userId && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel);
        await db.ApiTokens.Where(t => t.WorkspaceId == workspaceId && t.UserId == userId && t.RevokedAt == null).ExecuteUpdateAsync(t => t.SetProperty(x => x.RevokedAt, now), cancel);
    }

    /// <summary>The workspace's id by name, or null.</summary>
    public async Task<Guid?> FindWorkspaceAsync(string name, CancellationToken cancel = default) =>
        (await db.Workspaces.SingleOrDefaultAsync(w => w.Name == name, cancel))?.Id;

    /// <summary>The workspace's name by id, or null.</summary>
    public Task<string?> WorkspaceNameAsync(Guid id, CancellationToken cancel = default) =>
        db.Workspaces.Where(w => w.Id == id).Select(w => w.Name).SingleOrDefaultAsync(cancel);

    private async Task<WorkspaceRow> FindOrAddWorkspaceAsync(string name, CancellationToken cancel)
    {
        name = name.Trim();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            throw new ArgixException("validation_failed", "A workspace needs a name of 1 to 100 printable characters — choose another");
        if (await db.Workspaces.SingleOrDefaultAsync(w => w.Name == name, cancel) is { } existing)
            return existing;
        var workspace = new WorkspaceRow { Id = ids.NewId(), Name = name, CreatedAt = clock.GetUtcNow() };
        db.Workspaces.Add(workspace);
        await db.SaveChangesAsync(cancel);
        return workspace;
    }

    /// <summary>Makes a user; without a password they sign in at the identity provider.</summary>
    internal async Task<User> CreateAsync(string email, string? password)
    {
        email = Address(email);
        var user = new User { Id = ids.NewId().ToString(), UserName = email, Email = email, CreatedAt = clock.GetUtcNow() };
        var result = password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password);
        return result.Succeeded ? user : throw new ArgixException("validation_failed", string.Join("; ", result.Errors.Select(e => e.Description)));
    }

    internal static string Address(string? email)
    {
        email = (email ?? "").Trim();
        return email.Length <= 254 && System.Net.Mail.MailAddress.TryCreate(email, out var parsed) && parsed.Address == email
            ? email : throw new ArgixException("validation_failed", $"'{email}' is no e-mail address — write name@example.org");
    }
}
