using Argix.Accounts;
using Argix.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages;

/// <summary>The first run: whoever holds the printed link makes the first account.</summary>
[AllowAnonymous]
public sealed class SetupModel(SetupService setup, SignIn signIn) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string Workspace { get; set; } = "main";

    public bool Claimed { get; private set; }

    /// <summary>The link is good, so the form makes sense.</summary>
    public bool Open { get; private set; }

    public ArgixException? Failure { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        try
        {
            var caller = await setup.ClaimAsync(Token, Email ?? "", Password ?? "", Workspace ?? "", HttpContext.RequestAborted);
            await signIn.StartAsync(HttpContext, caller.UserId, caller.WorkspaceId);
            TempData["Ok"] = "Argix is yours. Connect a broker to begin: paper trading needs no account and no money.";
            return Redirect("/marketplace");
        }
        catch (ArgixException failure)
        {
            Failure = failure;
            await LoadAsync();
            Response.StatusCode = ErrorCatalogue.For(failure.Code).Status;
            return Page();
        }
    }

    private async Task LoadAsync()
    {
        Claimed = await setup.IsClaimedAsync(HttpContext.RequestAborted);
        Open = !Claimed && await setup.IsOpenAsync(Token, HttpContext.RequestAborted);
    }
}
