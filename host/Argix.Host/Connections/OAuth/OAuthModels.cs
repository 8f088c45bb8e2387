using Argix.Contracts.Manifest;

namespace Argix.Connections.OAuth;

/// <summary>What somebody wants to sign in for. <paramref name="ConnectionId"/>: sign an existing connection in again. <paramref name="Own"/>: the fields of the form, where people bring their own client.</summary>
public sealed record BeginRequest(string BrokerId, string MethodId, string EnvironmentId, string Access, string Name, bool AcceptWithdrawal, bool ConfirmLive,
    IReadOnlyDictionary<string, string> Own, Guid? ConnectionId = null)
{
    public override string ToString() => $"sign-in at {BrokerId}/{EnvironmentId}";
}

/// <summary>Who begins it. <paramref name="SessionId"/> null: with an API token.</summary>
public sealed record Beginner(Guid WorkspaceId, string UserId, Guid? SessionId, string Actor);

/// <summary>Where to send the browser. The address carries the state and is shown once.</summary>
public sealed record Begun(Uri Url, DateTimeOffset ExpiresAt, IReadOnlyList<ScopeFact> Scopes)
{
    public override string ToString() => $"sign-in at {Url.Host}";
}

/// <summary>How a callback ended. <paramref name="FlowId"/> names the page that shows it; null when the callback belongs to nothing.</summary>
public sealed record Finished(string? Code, string Detail, Guid? FlowId, Guid? ConnectionId, bool Choose = false);

/// <summary>How a sign-in ended, for its page.</summary>
public sealed record FlowView(Guid Id, string BrokerId, string EnvironmentId, string MethodId, string Access, string? Outcome, string? Detail, Guid? ResultId, Guid? ConnectionId);
