using Argix.Accounts;
using Argix.Accounts.SignOn;
using Argix.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages;

/// <summary>Sign-in by password, passkey, identity provider, or by a one-time link (<c>?token=</c>).</summary>
[AllowAnonymous]
public sealed class LoginModel(SetupService setup, SignIn signIn, Accounts.Factors.Passkeys passkeys, SignOnOffer signOn) : PageModel
{
    /// <summary>Why a sign-in at the identity provider came to nothing: a key of <see cref="SignOnWords"/>.</summary>
    [BindProperty(SupportsGet = true, Name = "sso")]
    public string? Sso { get; set; }

    public string? SignOnRefused => SignOnWords.Of(Sso);

    /// <summary>The name of the provider, when there is one.</summary>
    public string? SignOn => signOn.Available ? signOn.Name : null;

    public bool Passkeys => passkeys.Hindrance is null;

    [BindProperty]
    public string? Credential { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>False until the first account was made.</summary>
    public bool Claimed { get; private set; } = true;

    public bool DeadLink { get; private set; }

    public ArgixException? Failure { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? token)
    {
        if (SignOnRefused is not null && Caller.Find(User) is not null)
            return Redirect("/settings/security?sso=" + Uri.EscapeDataString(Sso!));
        Claimed = await setup.IsClaimedAsync(HttpContext.RequestAborted);
        if (!string.IsNullOrEmpty(token))
        {
            if (await signIn.WithLinkAsync(HttpContext, token))
                return Onward();
            DeadLink = true;
        }
        return Caller.Find(User) is not null && !DeadLink ? Onward() : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        try
        {
            return await signIn.WithPasswordAsync(HttpContext, Email ?? "", Password ?? "") ? Onward()
                : Redirect(Url.IsLocalUrl(ReturnUrl) ? "/login/second?returnUrl=" + Uri.EscapeDataString(ReturnUrl) : "/login/second");
        }
        catch (ArgixException failure)
        {
            return await RefuseAsync(failure);
        }
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        try
        {
            await signIn.WithPasskeyAsync(HttpContext, Credential);
            return Onward();
        }
        catch (ArgixException failure)
        {
            return await RefuseAsync(failure);
        }
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => Content(await passkeys.AskAsync(HttpContext, null), "application/json");

    private async Task<IActionResult> RefuseAsync(ArgixException failure)
    {
        Failure = failure;
        Claimed = await setup.IsClaimedAsync(HttpContext.RequestAborted);
        Response.StatusCode = ErrorCatalogue.For(failure.Code).Status;
        return Page();
    }

    private RedirectResult Onward() => Redirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
}
