using Argix.Accounts;
using Argix.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages;

/// <summary>Sign-in by password, or by a one-time link (<c>?token=</c>).</summary>
[AllowAnonymous]
public sealed class LoginModel(SetupService setup, SignIn signIn) : PageModel
{
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
            await signIn.WithPasswordAsync(HttpContext, Email ?? "", Password ?? "");
            return Onward();
        }
        catch (ArgixException failure)
        {
            Failure = failure;
            Claimed = await setup.IsClaimedAsync(HttpContext.RequestAborted);
            Response.StatusCode = ErrorCatalogue.For(failure.Code).Status;
            return Page();
        }
    }

    private RedirectResult Onward() => Redirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
}
