using Argix.Errors;
using Argix.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages;

/// <summary>What people see when something failed. Never shows more than the code's own words.</summary>
[AllowAnonymous]
public sealed class ErrorModel : PageModel
{
    public PageError Error { get; private set; } = null!;

    public ErrorEntry Entry { get; private set; } = null!;

    public void OnGet()
    {
        Error = HttpContext.Features.Get<PageError>() ?? new PageError(404, "not_found", ErrorCatalogue.For("not_found").Cause);
        Entry = ErrorCatalogue.For(Error.Code);
        Response.StatusCode = Error.Status;
    }
}
