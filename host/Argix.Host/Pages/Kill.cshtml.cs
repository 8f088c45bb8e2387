using Argix.Accounts;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages;

/// <summary>The red button of every page. A plain form: it works without script, and while the journal does not.</summary>
public sealed class KillModel(KillSwitch kill) : MemberPage
{
    private static readonly string[] Kinds = ["tenant", "connection", "strategy", "symbol"];

    public IActionResult OnGet() => LocalRedirect("/risk#kill");

    public async Task<IActionResult> OnPostAsync(string? scope, string? id, string? reason, bool? cancelOpen, string? returnUrl)
    {
        var me = Need(Scopes.Trade);
        // In an emergency a damaged form stops more, not less.
        var narrow = scope is not null && Kinds.Contains(scope) && scope != "tenant" && !string.IsNullOrWhiteSpace(id);
        var words = reason is { Length: > 0 and <= 500 } && !reason.Any(char.IsControl) ? reason : "Pressed by hand";
        var report = await kill.PressAsync(me.WorkspaceId, me.Actor, narrow ? scope! : "tenant", narrow ? id : null, words, cancelOpen ?? true, CancellationToken.None);
        TempData["Warn"] = report.CancelRequested == 0
            ? "Trading is stopped. There was no open order to cancel."
            : $"Trading is stopped. {report.Cancelled}/{report.CancelRequested} cancelled, {report.Waiting} waiting for the broker.";
        return returnUrl is { Length: > 0 } && Url.IsLocalUrl(returnUrl) && !returnUrl.Contains("handler=", StringComparison.OrdinalIgnoreCase) ? LocalRedirect(returnUrl) : LocalRedirect("/risk");
    }
}
