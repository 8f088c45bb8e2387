using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages;

/// <summary>A page of the trade side: who looks, what they may do, and what went wrong with the form they sent.</summary>
public abstract class TradePage : PageModel
{
    /// <summary>Why the form was refused; null when nothing was.</summary>
    public ArgixException? Failure { get; private set; }

    public Caller Me => Caller.Of(HttpContext);

    public bool MayTrade => Me.May(Scopes.Trade);

    public bool MayAdmin => Me.May(Scopes.Admin);

    /// <summary>Connections by id, tombstones included: old orders name them.</summary>
    public IReadOnlyDictionary<Guid, ConnectionView> Connections { get; private set; } = new Dictionary<Guid, ConnectionView>();

    protected CancellationToken Ct => HttpContext.RequestAborted;

    public ConnectionView? Connection(Guid id) => Connections.GetValueOrDefault(id);

    /// <summary>Who did it, without saying more than the opaque id allows.</summary>
    public string Who(string? actor) => actor switch
    {
        null or "" => "–",
        _ when actor == Me.Actor => "you",
        _ when actor.StartsWith("user:", StringComparison.Ordinal) => "another member",
        _ when actor.StartsWith("token:", StringComparison.Ordinal) => "an API token",
        _ when actor.StartsWith("strategy:", StringComparison.Ordinal) => "a strategy",
        "venue" => "the broker",
        "system" => "Argix",
        _ => actor,
    };

    protected async Task LoadConnectionsAsync(ConnectionService service) =>
        Connections = (await service.ListAsync(Me.WorkspaceId, Ct)).ToDictionary(c => c.Id);

    /// <summary>The caller, if their role allows it. A missing button is no protection; this is.</summary>
    protected Caller Need(string scope) => Me.May(scope)
        ? Me
        : throw new ArgixException("forbidden", scope == Scopes.Admin ? "this needs the role admin; ask an admin of this workspace" : "your role may only look; ask an admin of this workspace for the role trader");

    /// <summary>Runs what a form asked for; a named refusal stays on the page with its words.</summary>
    protected async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (ArgixException e) when (e.Code is not ("forbidden" or "unauthenticated"))
        {
            Refuse(e);
            return false;
        }
    }

    protected void Refuse(ArgixException e)
    {
        Failure = e;
        Response.StatusCode = ErrorCatalogue.For(e.Code).Status;
    }
}
