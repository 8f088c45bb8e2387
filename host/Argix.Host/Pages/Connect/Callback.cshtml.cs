using Argix.Accounts;
using Argix.Connections.OAuth;
using Argix.Errors;
using Argix.Plugins;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Connect;

/// <summary>
/// Where the broker sends the browser back. What belongs to a sign-in of this person ends in a redirect to a clean address, so that no code stays in the address
/// bar, the history or a referrer; what does not is refused here and shows nothing of what came.
/// </summary>
[AllowAnonymous]
public sealed class CallbackModel(OAuthFlows flows, BrokerCatalogue catalogue) : MemberPage
{
    [BindProperty(SupportsGet = true, Name = "brokerId")]
    public string BrokerId { get; set; } = "";

    public bool NobodySignedIn { get; private set; }

    /// <summary>Where a connection to this broker begins.</summary>
    public string Start => "/connect/" + BrokerId;

    public async Task<IActionResult> OnGetAsync()
    {
        BrokerId = catalogue.Require(BrokerId).Id;
        Response.Headers["Referrer-Policy"] = "no-referrer";
        if (Caller.Find(User) is not { } me)
        {
            NobodySignedIn = true;
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }
        if (!me.May(Scopes.Trade))
        {
            Refuse(new ArgixException("forbidden", "Your role may only look. Ask an admin of the workspace for the role trader."));
            return Page();
        }
        var session = Guid.TryParse(User.FindFirst(ArgixClaims.Session)?.Value, out var id) ? id : (Guid?)null;
        var query = new CallbackQuery(Request.Method, BrokerId, Request.Query.ToDictionary(q => q.Key, q => (IReadOnlyList<string>)[.. q.Value.Select(v => v ?? "")], StringComparer.Ordinal));
        // Not the request's token: a browser that goes away must not leave a code exchanged and forgotten.
        var finished = await flows.FinishAsync(query, new(me.WorkspaceId, me.UserId, session), CancellationToken.None);
        if (finished.FlowId is { } flow)
        {
            return new SeeOther($"/connect/{BrokerId}/result?flow={flow}");
        }
        Refuse(new ArgixException(finished.Code ?? "oauth_state_invalid", finished.Detail));
        return Page();
    }
}

/// <summary>303: the next request is a GET, whatever this one was.</summary>
internal sealed class SeeOther(string path) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
