using Argix.Accounts;
using Argix.Accounts.Factors;
using Argix.Accounts.SignOn;
using Argix.Data;
using Argix.Errors;
using Argix.Pages.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings;

/// <summary>How a person signs in and where they are signed in. Every change of it asks for a fresh proof.</summary>
public sealed partial class SecurityModel(UserManager<User> users, SecondFactors factors, Passkeys passkeys, SessionStore sessions, SignIn signIn, SignOnService links, SignOnOffer offer,
    PendingSteps steps, TimeProvider clock) : MemberPage
{
    private const string Setup = "totp";

    [BindProperty(SupportsGet = true, Name = "sso")]
    public string? Sso { get; set; }

    public string? SignOnRefused => SignOnWords.Of(Sso);
    public FactorsView Factors { get; private set; } = new(false, 0, []);
    public IReadOnlyList<SessionView> Sessions { get; private set; } = [];
    public IReadOnlyList<string> Links { get; private set; } = [];

    /// <summary>Recovery codes, in this one answer and nowhere else.</summary>
    public IReadOnlyList<string> Fresh { get; private set; } = [];
    public TotpOffer? Offer { get; private set; }
    public (string Path, int Size) Qr { get; private set; }
    public bool HasPassword { get; private set; }

    /// <summary>Linking was asked for: the way to the provider is open. A link, because <c>form-action 'self'</c> stops a form's redirect there.</summary>
    public bool Linking { get; private set; }
    public string? PasskeyHindrance => passkeys.Hindrance;
    public string? SignOn => offer.Available ? offer.Name : null;
    public Guid Mine => Guid.TryParse(User.FindFirst(ArgixClaims.Session)?.Value, out var id) ? id : default;

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostOfferTotpAsync()
    {
        var user = await FreshAsync();
        Offer = factors.Offer(user);
        steps.Keep(HttpContext, Setup, Offer, TimeSpan.FromMinutes(10));
        return await ShowAsync(user);
    }

    public async Task<IActionResult> OnPostEnableTotpAsync(string? code)
    {
        var user = await FreshAsync();
        Offer = steps.Peek<TotpOffer>(HttpContext, Setup);
        if (await TryAsync(async () => Fresh = await factors.EnableAsync(user, Offer, code, Cancel)))
        {
            steps.Take<TotpOffer>(HttpContext, Setup);
            Offer = null;
        }
        return await ShowAsync(user);
    }

    public async Task<IActionResult> OnPostRemoveTotpAsync() => await ChangeAsync(u => factors.RemoveTotpAsync(u, Cancel), "The authenticator app is no longer asked for.");

    public async Task<IActionResult> OnPostRenewCodesAsync()
    {
        var user = await FreshAsync();
        await TryAsync(async () => Fresh = await factors.RenewCodesAsync(user, Cancel));
        return await ShowAsync(user);
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => IsFresh(clock)
        ? Content(await passkeys.OfferAsync(HttpContext, await UserAsync()), "application/json")
        : throw new ArgixException("forbidden", "The last proof of who you are is too old. Load the page again.");

    public async Task<IActionResult> OnPostAddPasskeyAsync(string? credential, string? name)
    {
        var user = await FreshAsync("/settings/security");
        await TryAsync(async () => Fresh = await passkeys.RegisterAsync(HttpContext, user, credential, name));
        return await ShowAsync(user);
    }

    public async Task<IActionResult> OnPostRenameAsync(string? id, string? name)
    {
        var user = await UserAsync();
        return await DoneAsync(() => passkeys.RenameAsync(user, id, name), "The passkey has its new name.");
    }

    public async Task<IActionResult> OnPostRemovePasskeyAsync(string? id) => await ChangeAsync(u => passkeys.RemoveAsync(u, id, Cancel), "The passkey opens nothing here any more. Delete it on the device, too.");

    public async Task<IActionResult> OnPostPasswordAsync(string? current, string? fresh)
    {
        if (!(await UserAsync()).HasPassword())
            RequireFreshSignIn(clock, "/settings/security");
        return await DoneAsync(() => signIn.ChangePasswordAsync(HttpContext, current, fresh), "Your password is changed, and your other sessions have ended.");
    }

    public async Task<IActionResult> OnPostUnlinkAsync() => await ChangeAsync(links.UnlinkAsync, "The link is gone.");

    /// <summary>By a form, after a fresh proof: a mere link could be made to link somebody else's identity, whom another site has signed in at the provider.</summary>
    public async Task<IActionResult> OnPostLinkAsync()
    {
        var user = await FreshAsync();
        steps.Keep(HttpContext, LinkWish.Kind, new LinkWish(user.Id), TimeSpan.FromMinutes(10));
        Linking = true;
        return await ShowAsync(user);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id) => await DoneAsync(async () =>
    {
        if (!await sessions.EndAsync(Me.UserId, id, Cancel))
            throw new ArgixException("validation_failed", "That session is over already — reload the page");
    }, "That session has ended.");

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        var ended = await sessions.EndOthersAsync(User, Cancel);
        Say($"{ended} other {(ended == 1 ? "session has" : "sessions have")} ended.");
        return LocalRedirect("/settings/security#sessions");
    }
}
