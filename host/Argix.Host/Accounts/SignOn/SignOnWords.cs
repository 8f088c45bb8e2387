namespace Argix.Accounts.SignOn;

/// <summary>Why a sign-in at the provider is refused: a short key that may stand in an address, and words for the person.</summary>
public static class SignOnWords
{
    public const string Malformed = "malformed";
    public const string Stale = "stale";
    public const string Mixed = "mixed";
    public const string Checks = "checks";
    public const string Cancelled = "cancelled";
    public const string Refused = "refused";
    public const string Unreachable = "unreachable";
    public const string NotFresh = "not-fresh";
    public const string Unknown = "unknown";
    public const string Taken = "taken";
    public const string Other = "other";

    /// <summary>The words; null for a key that is none of ours.</summary>
    public static string? Of(string? reason) => reason switch
    {
        Malformed => "The provider's answer did not come in the form that was agreed. Try again.",
        Stale => "That answer belongs to no sign-in of this browser, or it came a second time. Begin again here.",
        Mixed => "The answer came from another provider than the one that was asked. Nothing was exchanged. Begin again here.",
        Checks => "The provider's answer did not pass the checks (signature, issuer, audience, nonce, time). Try again; if it stays, tell whoever runs this host.",
        Cancelled => "The sign-in was cancelled at the provider. Nothing has changed.",
        Refused => "The provider refused the sign-in. Try again; if it stays, tell whoever runs this host.",
        Unreachable => "The provider cannot be reached just now. Try again in a minute, or sign in another way.",
        NotFresh => "The provider did not ask you to sign in again, so it proves nothing new. Use another way.",
        Unknown => "Nobody here is linked to that identity. Sign in with your password and link it under Settings → Security, or ask an admin for an invitation that allows single sign-on.",
        Taken => "That identity is linked to another person here.",
        Other => "You signed in there as somebody else than here.",
        _ => null,
    };
}

/// <summary>A sign-in that is refused; <see cref="Reason"/> is a key of <see cref="SignOnWords"/>.</summary>
public sealed class SignOnException(string reason) : Exception(reason)
{
    public string Reason { get; } = reason;
}
