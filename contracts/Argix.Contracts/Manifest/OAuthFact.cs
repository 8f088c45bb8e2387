namespace Argix.Contracts.Manifest;

/// <summary>
/// How a broker does OAuth 2.0. One engine of the host runs all of them; the addresses are the environment's endpoints <c>authorize</c>, <c>token</c> and <c>revoke</c>.
/// An adapter sees the secret <c>access_token</c> and nothing else of it.
/// </summary>
public sealed record OAuthFact
{
    /// <summary><c>deployment</c>: registered once by who runs this host. <c>user</c>: each person brings their own as the fields <c>clientId</c> and <c>clientSecret</c>.</summary>
    public string Client { get; init; } = "deployment";
    /// <summary><c>redirect</c>: consent at the broker. <c>pastedRefreshToken</c>: the person pastes one into the field <c>refreshToken</c>.</summary>
    public string Start { get; init; } = "redirect";
    /// <summary>More parameters of the authorize address (<c>audience</c>…).</summary>
    public IReadOnlyDictionary<string, string> AuthorizeParams { get; init; } = new Dictionary<string, string>();
    /// <summary>Scopes and what they mean to a person.</summary>
    public IReadOnlyList<ScopeFact> Scopes { get; init; } = [];
    /// <summary>What stands between two scopes.</summary>
    public string ScopeSeparator { get; init; } = " ";
    /// <summary><c>required</c>; <c>optional</c>: sent, but not known to be checked; <c>none</c>: refused by the broker. Only S256 exists here.</summary>
    public string Pkce { get; init; } = "required";
    /// <summary>The value of <c>iss</c> in the callback, where the broker has one.</summary>
    public string? Issuer { get; init; }
    /// <summary>Whether a callback without <c>iss</c> is refused.</summary>
    public bool IssuerRequired { get; init; }
    /// <summary>How the client proves itself: <c>basic</c>, <c>body</c> or <c>none</c>.</summary>
    public string ClientAuth { get; init; } = "basic";
    /// <summary>How a token request is written: <c>form</c> or <c>json</c>.</summary>
    public string Body { get; init; } = "form";
    /// <summary>HTTP statuses of a good token answer.</summary>
    public IReadOnlyList<int> TokenOk { get; init; } = [200];
    /// <summary>Name of the code in the callback.</summary>
    public string CodeParam { get; init; } = "code";
    /// <summary>Lifetime of an access token whose answer does not say; null = it does not expire.</summary>
    public TimeSpan? AccessLifetime { get; init; }
    /// <summary>How access is renewed.</summary>
    public RefreshFact Refresh { get; init; } = new();
    /// <summary>How access is given back: <c>rfc7009</c> or <c>none</c>.</summary>
    public string Revoke { get; init; } = "none";
}

/// <summary>One scope. <see cref="NeededFor"/> empty = always asked for.</summary>
public sealed record ScopeFact
{
    /// <summary>The broker's word.</summary>
    public required string Name { get; init; }
    /// <summary>What it allows, in plain words; a scope without words is technical.</summary>
    public string Words { get; init; } = "";
    /// <summary><c>read</c>, <c>trade</c> or nothing.</summary>
    public string? NeededFor { get; init; }
    /// <summary>Whether the broker repeats it among the granted ones.</summary>
    public bool Echoed { get; init; } = true;
}

/// <summary>How an access token is renewed.</summary>
public sealed record RefreshFact
{
    /// <summary><c>rotating</c>: each answer brings a new refresh token. <c>whenReturned</c>: some do. <c>fixed</c>: none does. <c>none</c>: there is no refresh.</summary>
    public string Kind { get; init; } = "none";
    /// <summary>Member of the token answer with the refresh token's lifetime in seconds.</summary>
    public string? LifetimeFrom { get; init; }
    /// <summary>After this long from consent a person must sign in again, however often the token was renewed.</summary>
    public TimeSpan? HardDeadline { get; init; }
}
