using Argix.Accounts;
using Argix.Connections;
using Argix.Connections.OAuth;
using Argix.Errors;
using Argix.Plugins;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Connect;

/// <summary>How a sign-in at a broker ended. Reloading it, or coming back to it, shows the same and does nothing.</summary>
public sealed class ResultModel(OAuthFlows flows, ConnectionService connections, BrokerCatalogue catalogue) : MemberPage
{
    [BindProperty(SupportsGet = true, Name = "brokerId")]
    public string BrokerId { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "flow")]
    public Guid FlowId { get; set; }

    [BindProperty]
    public string? AccountId { get; set; }

    public BrokerEntry Broker { get; private set; } = null!;

    public FlowView? Flow { get; private set; }

    /// <summary>The connection that waits for the choice of an account.</summary>
    public ConnectionView? Waiting { get; private set; }

    /// <summary>The connect page with what was chosen before.</summary>
    public string Resume => Flow is { } f ? $"/connect/{Broker.Id}?environment={Uri.EscapeDataString(f.EnvironmentId)}&method={Uri.EscapeDataString(f.MethodId)}&access={f.Access}" : $"/connect/{Broker.Id}";

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        if (Flow is { Outcome: "connected" or "choose", ResultId: { } made } && Waiting is null)
        {
            return Redirect("/settings/broker-connections/" + made);
        }
        // A no at the broker is a normal end, not a failure.
        if (Flow is { Outcome: { } code } && code is not ("oauth_denied" or "choose"))
        {
            Refuse(new ArgixException(code, Flow.Detail ?? ""));
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var me = Need(Scopes.Trade);
        await LoadAsync();
        if (Flow?.ResultId is not { } id || !await TryAsync(() => connections.ChooseAccountAsync(me.WorkspaceId, id, AccountId ?? "", me.Actor, Cancel)))
        {
            return Page();
        }
        return Redirect("/settings/broker-connections/" + id);
    }

    private async Task LoadAsync()
    {
        Broker = catalogue.Require(BrokerId);
        Flow = await flows.FindAsync(Me.WorkspaceId, Me.UserId, FlowId, Cancel);
        if (Flow is { Outcome: "choose", ResultId: { } id } && await connections.GetAsync(Me.WorkspaceId, id, Cancel) is { Accounts: not null } waiting)
        {
            Waiting = waiting;
        }
    }
}
