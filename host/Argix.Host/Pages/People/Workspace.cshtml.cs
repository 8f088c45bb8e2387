using Argix.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.People;

/// <summary>Goes on in another workspace of the same person.</summary>
public sealed class WorkspaceModel(SignIn signIn) : MemberPage
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (id != default)
            await signIn.SwitchAsync(HttpContext, id);
        return LocalRedirect("/");
    }
}
