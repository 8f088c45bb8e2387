using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts;

/// <summary>A token as it may be shown: never the token itself.</summary>
public sealed record ApiTokenInfo(Guid Id, string UserId, string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);

/// <summary>A freshly made token. <see cref="Token"/> is shown once and kept nowhere.</summary>
public sealed record NewApiToken(Guid Id, string Token)
{
    public override string ToString() => $"token {Id}";
}

/// <summary>API tokens: 256 random bits, kept as a hash, limited to scopes and to one workspace.</summary>
/// <param name="bell">Callers are remembered until a row changes; without one every call asks the database.</param>
public sealed class ApiTokens(DbFactory contexts, IIdSource ids, TimeProvider clock, ChangeBell? bell = null)
{
    private readonly RowCache<string, Found>? _known = bell is null ? null : new(bell);
    internal const string TokenPrefix = "argix_";
    /// <summary>How long a token lives unless told otherwise.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>The longest that a token may be given.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);
    private static readonly TimeSpan LastUsedStep = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _lastWritten = new();

    /// <summary>Makes a token for a member of the workspace.</summary>
    public Task<NewApiToken> CreateAsync(Guid workspaceId, string userId, string name, IEnumerable<string> scopes, CancellationToken cancel = default) =>
        CreateAsync(workspaceId, userId, name, scopes, Lifetime, cancel);

    /// <summary>The same with a lifetime of its own.</summary>
    public async Task<NewApiToken> CreateAsync(Guid workspaceId, string userId, string name, IEnumerable<string> scopes, TimeSpan lifetime, CancellationToken cancel = default)
    {
        if (lifetime <= TimeSpan.Zero || lifetime > Longest)
            throw new ArgixException("validation_failed", $"A token lives from 1 to {Longest.TotalDays:0} days — choose how many");
        var wanted = scopes.Select(s => s.Trim()).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0 || wanted.Find(s => !Scopes.All.Contains(s)) is not null)
            throw new ArgixException("validation_failed", $"'{string.Join(',', wanted)}' are no scopes — choose among read, trade, admin");
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100)
            throw new ArgixException("validation_failed", "A token needs a name of at most 100 characters — give it one that tells what uses it");
        await using var db = contexts.Open();
        if (!await db.Members.AnyAsync(m => m.WorkspaceId == workspaceId && m.UserId == userId, cancel))
            throw new ArgixException("not_found", "This user is no member of the workspace — add them first");
        var token = TokenPrefix + ids.NewToken();
        var row = new ApiTokenRow
        {
            WorkspaceId = workspaceId, Id = ids.NewId(), UserId = userId, Name = name.Trim(), Prefix = token[..(TokenPrefix.Length + 4)],
            Hash = Hash(token), Scopes = string.Join(',', wanted), CreatedAt = clock.GetUtcNow(), ExpiresAt = clock.GetUtcNow() + lifetime,
        };
        db.ApiTokens.Add(row);
        await db.SaveChangesAsync(cancel);
        return new NewApiToken(row.Id, token);
    }

    /// <summary>The tokens of a workspace, newest first.</summary>
    public async Task<IReadOnlyList<ApiTokenInfo>> ListAsync(Guid workspaceId, CancellationToken cancel = default)
    {
        await using var db = contexts.Open();
        var rows = await db.ApiTokens.AsNoTracking().Where(t => t.WorkspaceId == workspaceId).OrderByDescending(t => t.CreatedAt).ToListAsync(cancel);
        return [.. rows.Select(t => new ApiTokenInfo(t.Id, t.UserId, t.Name, t.Prefix, t.Scopes.Split(','), t.CreatedAt, t.ExpiresAt, t.LastUsedAt, t.RevokedAt))];
    }

    /// <summary>Ends a token at once.</summary>
    public async Task RevokeAsync(Guid workspaceId, Guid id, CancellationToken cancel = default)
    {
        await using var db = contexts.Open();
        var now = clock.GetUtcNow();
        var changed = await db.ApiTokens.Where(t => t.WorkspaceId == workspaceId && t.Id == id && t.RevokedAt == null)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.RevokedAt, now), cancel);
        bell?.Ring();
        if (changed == 0)
            throw new ArgixException("not_found", "There is no such token — reload the list");
    }

    /// <summary>The caller behind a presented token, or null. What the token may do is never more than its user's role.</summary>
    public async Task<Caller?> FindAsync(string presented, CancellationToken cancel = default)
    {
        if (!presented.StartsWith(TokenPrefix, StringComparison.Ordinal) || presented.Length > 200)
            return null;
        var hash = Hash(presented);
        var found = _known is null ? await ReadAsync(hash, cancel) : await _known.GetAsync(hash, () => ReadAsync(hash, cancel));
        if (found is null || found.ExpiresAt <= clock.GetUtcNow())
            return null;
        await NoteUseAsync(found.Id, cancel);
        return found.Caller;
    }

    private async Task<Found?> ReadAsync(string hash, CancellationToken cancel)
    {
        await using var db = contexts.Open();
        var found = await db.ApiTokens.AsNoTracking().Where(t => t.Hash == hash && t.RevokedAt == null)
            .Join(db.Members, t => new { t.WorkspaceId, t.UserId }, m => new { m.WorkspaceId, m.UserId }, (t, m) => new { Token = t, m.Role })
            .SingleOrDefaultAsync(cancel);
        if (found is null)
            return null;
        var scopes = found.Token.Scopes.Split(',').Where(Roles.ScopesOf(found.Role).Contains);
        return new Found(found.Token.Id, found.Token.ExpiresAt, new Caller(found.Token.WorkspaceId, found.Token.UserId, found.Role, scopes.ToHashSet(StringComparer.Ordinal), "token:" + found.Token.Id));
    }

    /// <summary>What the database knows of a token. A fast hash suffices: nobody guesses 256 random bits.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    // A write a minute, not a write a request.
    private async Task NoteUseAsync(Guid id, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (_lastWritten.TryGetValue(id, out var written) && now - written < LastUsedStep)
            return;
        _lastWritten[id] = now;
        await using var db = contexts.Open();
        await db.ApiTokens.Where(t => t.Id == id).ExecuteUpdateAsync(t => t.SetProperty(x => x.LastUsedAt, now), cancel);
    }

    private sealed record Found(Guid Id, DateTimeOffset? ExpiresAt, Caller Caller);
}
