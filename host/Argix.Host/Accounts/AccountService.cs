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
        user ??= await CreateUserAsync(email, password);
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

    private async Task<User> CreateUserAsync(string email, string password)
    {
        email = email.Trim();
        if (email.Length > 254 || !System.Net.Mail.MailAddress.TryCreate(email, out var parsed) || parsed.Address != email)
            throw new ArgixException("validation_failed", $"'{email}' is no e-mail address — write name@example.org");
        var user = new User { Id = ids.NewId().ToString(), UserName = email, Email = email, CreatedAt = clock.GetUtcNow() };
        var result = await users.CreateAsync(user, password);
        return result.Succeeded ? user : throw new ArgixException("validation_failed", string.Join("; ", result.Errors.Select(e => e.Description)));
    }
}
