using System.Collections.Frozen;

namespace Argix.Accounts;

/// <summary>Roles of a workspace's members and what each may do.</summary>
public static class Roles
{
    public const string Admin = "admin";
    public const string Trader = "trader";
    public const string Viewer = "viewer";

    /// <summary>Every role, strongest first.</summary>
    public static readonly IReadOnlyList<string> All = [Admin, Trader, Viewer];

    /// <summary>The scopes a role may use; none for an unknown role.</summary>
    public static IReadOnlySet<string> ScopesOf(string? role) => role switch
    {
        Admin => Scopes.Set(Scopes.Read, Scopes.Trade, Scopes.Admin),
        Trader => Scopes.Set(Scopes.Read, Scopes.Trade),
        Viewer => Scopes.Set(Scopes.Read),
        _ => FrozenSet<string>.Empty,
    };
}

/// <summary>What a caller may do; also the names of the authorization policies.</summary>
public static class Scopes
{
    public const string Read = "read";
    public const string Trade = "trade";
    public const string Admin = "admin";

    /// <summary>Every scope, weakest first.</summary>
    public static readonly IReadOnlyList<string> All = [Read, Trade, Admin];

    internal static FrozenSet<string> Set(params string[] scopes) => scopes.ToFrozenSet(StringComparer.Ordinal);
}
