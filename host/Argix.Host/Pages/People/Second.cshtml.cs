using Argix.Accounts;
using Argix.Accounts.Factors;
using Argix.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages.People;

/// <summary>The second step of a sign-in: a code of the app, a recovery code, or a passkey.</summary>
[AllowAnonymous]
public sealed class SecondModel(SignIn signIn, SecondFactors factors, Passkeys passkeys) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    public FactorsView Factors { get; private set; } = new(false, 0, []);
    public ArgixException? Failure { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : Redirect("/login");

    public Task<IActionResult> OnPostAsync() => TryAsync(() => signIn.WithCodeAsync(HttpContext, Code));

    public Task<IActionResult> OnPostPasskeyAsync() => TryAsync(() => signIn.WithPasskeyAsync(HttpContext, Credential));

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => await signIn.HalfWayAsync(HttpContext) is { } user
        ? Content(await passkeys.AskAsync(HttpContext, user), "application/json")
        : throw new ArgixException("unauthenticated", "This sign-in has run out of time — begin again with your password");

    private async Task<IActionResult> TryAsync(Func<Task> enter)
    {
        try
        {
            await enter();
            return Redirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
        }
        catch (ArgixException failure)
        {
            Failure = failure;
            Response.StatusCode = ErrorCatalogue.For(failure.Code).Status;
            return await LoadAsync() ? Page() : Redirect("/login");
        }
    }

    private async Task<bool> LoadAsync()
    {
        if (await signIn.HalfWayAsync(HttpContext) is not { } user)
            return false;
        Factors = await factors.OfAsync(user);
        return true;
    }
}
