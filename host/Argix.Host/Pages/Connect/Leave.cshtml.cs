using Argix.Accounts;
using Argix.Connections;
using Argix.Connections.OAuth;
using Argix.Plugins;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Connect;

/// <summary>
/// The last page before the broker's: where one goes and what will be asked there. A plain link leads on, in the same window, so there is no popup to be blocked and
/// no script is needed; the form's own redirect would be stopped by <c>form-action 'self'</c>.
/// </summary>
public sealed class LeaveModel(OAuthFlows flows, ConnectionService connections, BrokerCatalogue catalogue, TimeProvider clock) : MemberPage
{
    [BindProperty(SupportsGet = true, Name = "brokerId")]
    public string BrokerId { get; set; } = "";

    [BindProperty(Name = "environment")]
    public string? EnvironmentId { get; set; }

    [BindProperty(Name = "method")]
    public string? MethodId { get; set; }

    [BindProperty(Name = "access")]
    public string Access { get; set; } = "trade";

    [BindProperty(Name = "name")]
    public string? Name { get; set; }

    [BindProperty(Name = "confirmLive")]
    public string? ConfirmLive { get; set; }

    /// <summary>The connection that is signed in again.</summary>
    [BindProperty(Name = "connection")]
    public Guid? ConnectionId { get; set; }

    public BrokerEntry Broker { get; private set; } = null!;

    public Begun? Begun { get; private set; }

    public string Back => ConnectionId is { } id ? "/settings/broker-connections/" + id
        : EnvironmentId is null ? $"/connect/{Broker.Id}" : $"/connect/{Broker.Id}?environment={Uri.EscapeDataString(EnvironmentId)}&method={Uri.EscapeDataString(MethodId ?? "")}&access={(Access == "read" ? "read" : "trade")}";

    public void OnGet() => Broker = catalogue.Require(BrokerId);

    public async Task<IActionResult> OnPostAsync()
    {
        var me = Need(Scopes.Trade);
        Broker = catalogue.Require(BrokerId);
        if (ConnectionId is null && Broker.Environment(EnvironmentId ?? "") is { Kind: "live" })
            RequireFreshSignIn(clock, Back); // not held: a client's secret may be in the form
        await TryAsync(async () =>
        {
            var session = Guid.TryParse(User.FindFirst(ArgixClaims.Session)?.Value, out var id) ? id : (Guid?)null;
            Begun = await flows.BeginAsync(new(me.WorkspaceId, me.UserId, session, me.Actor), ConnectionId is { } again ? await AgainAsync(again) : Anew(), Cancel);
        });
        return Page();
    }

    private BeginRequest Anew()
    {
        var live = Broker.Environment(EnvironmentId ?? "") is { Kind: "live" };
        if (live && !string.Equals(ConfirmLive?.Trim(), "LIVE", StringComparison.Ordinal))
        {
            throw FormRules.Failed("confirmLive", "Type LIVE, in capitals, to confirm that this account trades with real money.");
        }
        return new(Broker.Id, MethodId ?? "", EnvironmentId ?? "", Access, Name ?? "", false, live, ConnectForm.Credentials(Request.Form));
    }

    private async Task<BeginRequest> AgainAsync(Guid id)
    {
        var c = await connections.GetAsync(Me.WorkspaceId, id, Cancel);
        var method = await connections.SignInMethodAsync(Me.WorkspaceId, id, Cancel) ?? "";
        Access = c.Access;
        return new(c.BrokerId, method, c.EnvironmentId, c.Access, c.Name, false, ConfirmLive: true, new Dictionary<string, string>(), id);
    }
}
