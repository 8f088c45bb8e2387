using System.Collections.Frozen;
using System.Security.Claims;
using Argix.Errors;

namespace Argix.Accounts;

/// <summary>Who asks, in which workspace, and what they may do. <see cref="Actor"/> is opaque (<c>user:…</c>, <c>token:…</c>) and safe to journal.</summary>
public sealed record Caller(Guid WorkspaceId, string UserId, string Role, IReadOnlySet<string> Scopes, string Actor)
{
    /// <summary>Whether this scope is granted.</summary>
    public bool May(string scope) => Scopes.Contains(scope);

    /// <summary>The caller of a request; refused as <c>unauthenticated</c> when nobody is signed in.</summary>
    public static Caller Of(HttpContext context) => Of(context.User);

    /// <summary>The caller behind a principal that our own schemes made.</summary>
    public static Caller Of(ClaimsPrincipal principal) => Find(principal)
        ?? throw new ArgixException("unauthenticated", "Nobody is signed in — sign in, or send an API token");

    /// <summary>The caller, or null when nobody is signed in.</summary>
    public static Caller? Find(ClaimsPrincipal principal)
    {
        if (principal.Identity?.IsAuthenticated != true || !Guid.TryParse(principal.FindFirstValue(ArgixClaims.Workspace), out var workspace))
            return null;
        var user = principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
        var token = principal.FindFirstValue(ArgixClaims.Token);
        return new Caller(workspace, user, principal.FindFirstValue(ArgixClaims.Role) ?? "",
            principal.FindAll(ArgixClaims.Scope).Select(c => c.Value).ToFrozenSet(StringComparer.Ordinal),
            token is null ? "user:" + user : "token:" + token);
    }
}

/// <summary>Names of the claims that our schemes put into a principal.</summary>
public static class ArgixClaims
{
    public const string Workspace = "argix:workspace";
    public const string Role = "argix:role";
    public const string Scope = "scope";
    public const string Token = "argix:token";
    public const string Session = "argix:session";
    public const string ProvedAt = "argix:proved";

    internal static ClaimsPrincipal Principal(string scheme, string userId, string? name, Guid workspace, string role, IEnumerable<string> scopes, params Claim[] more) =>
        new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, userId), new Claim(ClaimTypes.Name, name ?? userId),
            new Claim(Workspace, workspace.ToString()), new Claim(Role, role),
            .. scopes.Select(s => new Claim(Scope, s)), .. more,
        ], scheme, ClaimTypes.Name, Role));
}
