using System.Security.Claims;
using System.Text.Json;
using Argix.Closing;
using Argix.Connections;
using Argix.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings;

/// <summary>Closing one's account: the plan first, then the receipt in the answer of the form and nowhere else.</summary>
public sealed class CloseModel(AccountCloser closer, TimeProvider clock) : MemberPage
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    [BindProperty]
    public string? OpenOrders { get; set; }

    [BindProperty]
    public string? Confirm { get; set; }

    public ClosingPlan Plan { get; private set; } = new([]);
    public Receipt? Receipt { get; private set; }
    public string Json => JsonSerializer.Serialize(Receipt, Readable);

    public async Task OnGetAsync() => Plan = await closer.PlanAsync(Me.UserId, Cancel);

    public async Task<IActionResult> OnPostAsync()
    {
        RequireFreshSignIn(clock);
        var me = Me;
        if (!await TryAsync(async () => Receipt = await closer.CloseAsync(me.UserId, me.Actor, Choice(), CancellationToken.None)))
        {
            Plan = await closer.PlanAsync(me.UserId, Cancel);
            return Page();
        }
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        HttpContext.User = new ClaimsPrincipal(new ClaimsIdentity());
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return Page();
    }

    private OpenOrdersChoice Choice() => string.Equals(Confirm?.Trim(), "CLOSE", StringComparison.Ordinal) ? ConnectionService.ParseChoice(OpenOrders)
        : throw new ArgixException("validation_failed", "Type CLOSE, in capitals, to confirm");
}
