using Argix.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages;

/// <summary>Ends the session here and for every copy of its cookie. By POST only: a link must not sign anybody out.</summary>
[AllowAnonymous]
public sealed class LogoutModel(SignIn signIn) : PageModel
{
    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        await signIn.EndAsync(HttpContext);
        TempData["Ok"] = "You are signed out.";
        return Redirect("/login");
    }
}
