namespace Argix.Data;

/// <summary>
/// A sign-in at a broker that somebody began. Everything that the way back must match is written down before it begins; the state itself is kept as a hash only.
/// </summary>
public sealed class OAuthFlowRow
{
    public required string StateHash { get; set; }
    /// <summary>Opaque name for the page that shows how it ended.</summary>
    public Guid Id { get; set; }
    public Guid WorkspaceId { get; set; }
    public required string UserId { get; set; }
    /// <summary>The browser session it began in; null when it began with an API token.</summary>
    public Guid? SessionId { get; set; }
    public required string Actor { get; set; }
    public required string BrokerId { get; set; }
    public required string EnvironmentId { get; set; }
    public required string MethodId { get; set; }
    /// <summary>The connection that is signed in again; null for a new one.</summary>
    public Guid? ConnectionId { get; set; }
    public required string Name { get; set; }
    public required string Access { get; set; }
    public bool AcceptWithdrawal { get; set; }
    public string? Issuer { get; set; }
    public required string RedirectUri { get; set; }
    public required string TokenEndpoint { get; set; }
    /// <summary>Scopes that were asked for, separated by blanks.</summary>
    public required string Scopes { get; set; }
    /// <summary>PKCE verifier and the person's own client, sealed.</summary>
    public required string Sealed { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
    /// <summary>Null until it ended; <c>connected</c>, <c>choose</c>, or a word of the taxonomy.</summary>
    public string? Outcome { get; set; }
    public string? Detail { get; set; }
    /// <summary>The connection that came of it.</summary>
    public Guid? ResultId { get; set; }
}

/// <summary>What is known about the tokens of a login; the tokens themselves are secrets of the login.</summary>
public sealed class LoginTokenRow
{
    public Guid WorkspaceId { get; set; }
    public Guid LoginId { get; set; }
    /// <summary>Null = the access token does not expire.</summary>
    public DateTimeOffset? AccessExpiresAt { get; set; }
    /// <summary>From here on only a person can go on: end of the refresh token, or of the access token where there is no refresh. Null = no such end.</summary>
    public DateTimeOffset? EndsAt { get; set; }
    /// <summary>When a person last consented; a hard deadline counts from here.</summary>
    public DateTimeOffset ConsentedAt { get; set; }
    public DateTimeOffset RefreshedAt { get; set; }
    /// <summary>Granted scopes, separated by blanks; null = the broker did not say.</summary>
    public string? Scopes { get; set; }
    /// <summary>Accounts to choose from while a connection waits for the choice: JSON.</summary>
    public string? Choices { get; set; }
    /// <summary>Who refreshes just now, until when; the lease of a node that died runs out.</summary>
    public string? LeaseBy { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    /// <summary>Counts saves; a save that finds another count throws its answer away.</summary>
    public int Version { get; set; }
    /// <summary>The broker no longer takes the access: only a person can go on.</summary>
    public DateTimeOffset? ReauthSince { get; set; }
    public string? ReauthReason { get; set; }
    /// <summary>Last refresh that failed for a passing reason.</summary>
    public DateTimeOffset? FailedAt { get; set; }
    public string? FailedCode { get; set; }
    /// <summary>The nearest announcement of the end that was made, in minutes ahead; 0 = none.</summary>
    public int AnnouncedMinutes { get; set; }
}
