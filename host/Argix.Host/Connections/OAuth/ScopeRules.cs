using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Errors;

namespace Argix.Connections.OAuth;

/// <summary>Asks for the least, and holds what was granted against it. Pure.</summary>
public static class ScopeRules
{
    /// <summary>The scopes for an access: those for trading only when trading is wanted.</summary>
    public static IReadOnlyList<ScopeFact> Wanted(OAuthFact fact, string access) => [.. fact.Scopes.Where(s => s.NeededFor != "trade" || access == "trade")];

    /// <summary>Scopes that were granted without having been asked for.</summary>
    public static IReadOnlyList<string> Surplus(IEnumerable<string> asked, IReadOnlyList<string>? granted) => granted is null ? [] : [.. granted.Except(asked, StringComparer.Ordinal)];

    /// <summary>Refuses when what is needed was not granted. A broker that does not say what it granted granted what was asked (RFC 6749, 5.1).</summary>
    public static void Require(OAuthFact fact, string access, IReadOnlyList<string>? granted)
    {
        var missing = granted is null ? [] : Wanted(fact, access).Where(s => s is { NeededFor: not null, Echoed: true } && !granted.Contains(s.Name, StringComparer.Ordinal)).ToList();
        if (missing.Count > 0)
        {
            throw new ArgixException(ErrorCodes.InsufficientScope,
                $"The broker did not grant everything that is needed: {string.Join("; ", missing.Select(s => s.Words.Length > 0 ? s.Words : s.Name))}. Sign in again and allow it{(missing.All(s => s.NeededFor == "trade") ? ", or connect with access: read" : "")}.");
        }
    }

    /// <summary>The accounts with no more rights than the scopes give: a venue tells what an account may do, not what this sign-in may.</summary>
    public static LoginReport Limit(LoginReport report, OAuthFact fact, string access, IReadOnlyList<string>? granted)
    {
        var trade = fact.Scopes.Where(s => s.NeededFor == "trade").ToList();
        var may = trade.Count == 0 || (granted is null ? access == "trade" : trade.TrueForAll(s => !s.Echoed || granted.Contains(s.Name, StringComparer.Ordinal)));
        return may ? report : report with { Accounts = [.. report.Accounts.Select(a => a with { Rights = a.Rights & ~Rights.Trade })] };
    }
}
