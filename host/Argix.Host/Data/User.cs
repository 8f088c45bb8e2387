using Microsoft.AspNetCore.Identity;

namespace Argix.Data;

/// <summary>A person who signs in. Identity's schema version 3, so passkeys need no later migration.</summary>
public sealed class User : IdentityUser
{
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>The thirty-second step of the last code taken from the authenticator app: it and those before it are spent.</summary>
    public long TotpStep { get; set; }
}

/// <summary>A tenant: members with roles, connections, limits, one desk.</summary>
public sealed class WorkspaceRow
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Its last admin left. The row stays, without its name: the journal speaks of its id.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
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
    /// <summary>From here on it is nobody's. Null: made before tokens ended by themselves.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
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
    /// <summary>The network address it began at.</summary>
    public string Address { get; set; } = "";
}

/// <summary>An invitation into a workspace: a link that works once. Only its hash is kept.</summary>
public sealed class InviteRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public required string Hash { get; set; }
    public required string Email { get; set; }
    public required string Role { get; set; }
    /// <summary>Whoever signs in at the identity provider with this address, verified there, may take it without the link.</summary>
    public bool BySignOn { get; set; }
    public required string InvitedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>An account that was closed: what was done, without anything about the person.</summary>
public sealed class ClosureRow
{
    public Guid Id { get; set; }
    public DateTimeOffset At { get; set; }
    /// <summary>The receipt as it was given: JSON, opaque ids only.</summary>
    public required string Receipt { get; set; }
}
