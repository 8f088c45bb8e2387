using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Argix.Accounts;

/// <summary><c>Authorization: Bearer argix_…</c>. A token in a query string is never looked at.</summary>
public sealed class TokenScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokens tokens, AuthenticationAnswers answers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string Name = "Token";
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return AuthenticateResult.NoResult();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.Fail("Not a bearer token.");
        var caller = await tokens.FindAsync(header[Bearer.Length..].Trim(), Context.RequestAborted);
        if (caller is null)
            return AuthenticateResult.Fail("Unknown, revoked or expired token.");
        var principal = ArgixClaims.Principal(Name, caller.UserId, null, caller.WorkspaceId, caller.Role, caller.Scopes,
            new Claim(ArgixClaims.Token, caller.Actor["token:".Length..]));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return answers.UnauthenticatedAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => answers.ForbiddenAsync(Context);
}
