using System.Collections.Concurrent;
using Argix.Seams;

namespace Argix.Accounts;

/// <summary>One-time sign-in links, as <c>demo</c> prints one. Kept in memory as hashes: a restart ends them.</summary>
public sealed class LoginLinks(IIdSource ids, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, OpenLink> _links = new(StringComparer.Ordinal);

    /// <summary>A token for <c>/login?token=…</c>.</summary>
    public string Create(string userId, Guid workspaceId, TimeSpan lifetime)
    {
        var token = ids.NewToken();
        _links[ApiTokens.Hash(token)] = new OpenLink(userId, workspaceId, clock.GetUtcNow() + lifetime);
        return token;
    }

    /// <summary>Who the token signs in, once; null when it is unknown, used or too old.</summary>
    public (string UserId, Guid WorkspaceId)? Redeem(string? token) =>
        _links.TryRemove(ApiTokens.Hash(token ?? ""), out var link) && clock.GetUtcNow() < link.Until ? (link.UserId, link.WorkspaceId) : null;

    private sealed record OpenLink(string UserId, Guid WorkspaceId, DateTimeOffset Until);
}
