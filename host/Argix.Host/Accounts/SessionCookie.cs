using Argix.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Argix.Accounts;

/// <summary>The cookie that names a session: hardened, and named after this instance so that two hosts on one machine don't sign each other out.</summary>
public sealed class SessionCookie(Database database, PublicAddress address, AuthenticationAnswers answers) : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public void Configure(CookieAuthenticationOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        if (name == IdentityConstants.ExternalScheme)
        {
            // What the identity provider said, on its way to the page that makes a session of it.
            Harden(options.Cookie, address, "argix-" + database.InstanceId + "-external");
            options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
        }
        if (name != IdentityConstants.ApplicationScheme)
            return;
        Harden(options.Cookie, address, "argix-" + database.InstanceId);
        options.LoginPath = options.AccessDeniedPath = "/login";
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = SessionStore.Longest; // the session's row says when it really ends
        options.SlidingExpiration = false;
        options.Events.OnValidatePrincipal = ContinueAsync;
        options.Events.OnRedirectToLogin = context => Answer(context, answers.UnauthenticatedAsync);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, answers.ForbiddenAsync);
    }

    internal static void Harden(CookieBuilder cookie, PublicAddress address, string name)
    {
        cookie.Name = address.IsHttps ? "__Host-" + name : name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
    }

    private static async Task ContinueAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionStore>();
        if (await sessions.ContinueAsync(context.Principal, context.HttpContext.RequestAborted) is { } principal)
        {
            context.ReplacePrincipal(principal);
            return;
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    // The API never redirects, and a page that is forbidden stays forbidden: signing in again would not help.
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, Func<HttpContext, Task> answer)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return answer(context.HttpContext);
        if (context.HttpContext.User.Identity?.IsAuthenticated == true)
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        else
            context.Response.Redirect("/login?returnUrl=" + Uri.EscapeDataString(context.Request.PathBase + context.Request.Path + context.Request.QueryString));
        return Task.CompletedTask;
    }
}
