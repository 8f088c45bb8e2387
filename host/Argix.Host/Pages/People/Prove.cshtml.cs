using Argix.Accounts;
using Argix.Accounts.Factors;
using Argix.Accounts.SignOn;
using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.People;

/// <summary>Asks once more who sits there, before something that takes protection away. Then the held form goes on by a press of a button.</summary>
public sealed class ProveModel(SignIn signIn, UserManager<User> users, SecondFactors factors, Passkeys passkeys, SignOnService links, SignOnOffer offer, PendingSteps steps, TimeProvider clock) : MemberPage
{
    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    public HeldForm? Held { get; private set; }
    public bool Proved { get; private set; }
    public FactorsView Factors { get; private set; } = new(false, 0, []);
    public bool ByCode { get; private set; }
    public bool ByPassword { get; private set; }

    /// <summary>The provider's name when this person is linked to it.</summary>
    public string? SignOn { get; private set; }

    public string Home => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/";
    public string Here => Url.IsLocalUrl(ReturnUrl) ? "/prove?returnUrl=" + Uri.EscapeDataString(ReturnUrl) : "/prove";

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Proved && Held is null ? LocalRedirect(Home) : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        try
        {
            await signIn.ProveAsync(HttpContext, Password, Code, Credential);
        }
        catch (ArgixException failure) when (failure.Code is "unauthenticated" or "rate_limited")
        {
            Refuse(failure);
            Response.StatusCode = failure.Code == "unauthenticated" ? StatusCodes.Status422UnprocessableEntity : Response.StatusCode; // 401 would say that nobody is signed in
            await LoadAsync();
            return Page();
        }
        // The page is fetched anew, with the renewed session's own form token.
        return LocalRedirect(Here);
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() =>
        Content(await passkeys.AskAsync(HttpContext, await users.FindByIdAsync(Me.UserId)), "application/json");

    private async Task LoadAsync()
    {
        var user = await users.FindByIdAsync(Me.UserId);
        Proved = IsFresh(clock);
        Held = steps.Peek<HeldForm>(HttpContext, HeldForm.Kind) is { } held && held.UserId == Me.UserId ? held : null;
        if (user is null)
            return;
        Factors = await factors.OfAsync(user);
        ByCode = Factors.Totp || (user.TwoFactorEnabled && Factors.RecoveryCodes > 0);
        ByPassword = !user.TwoFactorEnabled && user.PasswordHash is not null;
        SignOn = offer.Available && (await links.LinksAsync(user)).Count > 0 ? offer.Name : null;
    }
}
