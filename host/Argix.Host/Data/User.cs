using Microsoft.AspNetCore.Identity;

namespace Argix.Data;

/// <summary>A person who signs in. Identity's schema version 3, so passkeys need no later migration.</summary>
public sealed class User : IdentityUser
{
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A tenant: members with roles, connections, limits, one desk.</summary>
public sealed class WorkspaceRow
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A user's role in a workspace: <c>admin</c>, <c>trader</c> or <c>viewer</c>.</summary>
public sealed class MemberRow
{
    public Guid WorkspaceId { get; set; }
    public required string UserId { get; set; }
    public required string Role { get; set; }
}

/// <summary>An API token; only its SHA-256 is kept. <see cref="Prefix"/> lets people recognise it.</summary>
public sealed class ApiTokenRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public required string UserId { get; set; }
    public required string Name { get; set; }
    public required string Prefix { get; set; }
    public required string Hash { get; set; }
    /// <summary>Comma separated: read, trade, admin.</summary>
    public required string Scopes { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>One signed-in browser. The cookie names it; ending the row ends the cookie, wherever a copy of it is.</summary>
public sealed class SessionRow
{
    public Guid Id { get; set; }
    public Guid WorkspaceId { get; set; }
    public required string UserId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset LastSeenAt { get; set; }
    /// <summary>When the person last proved who they are; step-up pages ask for a fresh proof.</summary>
    public DateTimeOffset ProvedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public required string UserAgent { get; set; }
}
