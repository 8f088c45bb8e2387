using Argix.Accounts;
using Argix.Accounts.SignOn;
using Argix.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages.People;

/// <summary>The way to the identity provider and back. A plain link: <c>form-action 'self'</c> would stop the redirect of a form.</summary>
[AllowAnonymous]
public sealed class SignOnModel(SignOnService service, SignOnOffer offer, PendingSteps steps) : PageModel
{
    public IActionResult OnGet(string? returnUrl, string? purpose)
    {
        if (!offer.Available)
            throw new ArgixException("not_found", "Single sign-on is not set up here.");
        if (purpose == "link" && (Caller.Find(User) is not { } me || steps.Take<LinkWish>(HttpContext, LinkWish.Kind)?.UserId != me.UserId))
            return Redirect("/settings/security#sso");
        var onward = Url.IsLocalUrl(returnUrl) ? returnUrl : "/";
        return Challenge(SignOnService.Ask(purpose, Caller.Find(User), onward), OidcOptions.Scheme);
    }

    public async Task<IActionResult> OnGetDoneAsync(string? returnUrl)
    {
        try
        {
            await service.FinishAsync(HttpContext);
            return Redirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
        }
        catch (SignOnException refused)
        {
            return Redirect("/login?sso=" + refused.Reason);
        }
        catch (ArgixException)
        {
            return Redirect("/login?sso=" + SignOnWords.Unknown);
        }
    }
}

/// <summary>Somebody asked, by a form of ours, to link their account at the provider.</summary>
public sealed record LinkWish(string UserId)
{
    public const string Kind = "link";
}
