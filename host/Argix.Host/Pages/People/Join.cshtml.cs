using Argix.Accounts;
using Argix.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.People;

/// <summary>Where an invitation's link leads.</summary>
[AllowAnonymous]
public sealed class JoinModel(Invitations invitations, SignIn signIn) : MemberPage
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public InviteOffer? Invite { get; private set; }
    public bool SignedIn => Caller.Find(User) is not null;

    /// <summary>The one who is signed in is the one who was invited.</summary>
    public bool IsMe => SignedIn && string.Equals(User.Identity?.Name, Invite?.Email, StringComparison.OrdinalIgnoreCase);

    public async Task OnGetAsync()
    {
        Response.Headers["Referrer-Policy"] = "no-referrer"; // the link is a secret until it is used
        Invite = await invitations.FindAsync(Token, Cancel);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Invite = await invitations.FindAsync(Token, Cancel);
        try
        {
            var joined = IsMe ? await invitations.AcceptAsync(Token, Me.UserId, Cancel) : await invitations.AcceptNewAsync(Token, Password, Cancel);
            if (IsMe)
                await signIn.SwitchAsync(HttpContext, joined.WorkspaceId);
            else
                await signIn.StartAsync(HttpContext, joined.UserId, joined.WorkspaceId);
            Say("Welcome. You are a member now.");
            return LocalRedirect("/");
        }
        catch (ArgixException failure)
        {
            Refuse(failure);
            return Page();
        }
    }
}
