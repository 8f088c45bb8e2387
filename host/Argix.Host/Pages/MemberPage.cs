using System.Globalization;
using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Pages.People;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages;

/// <summary>A page of a signed-in member: who looks, what they may do, and what went wrong with the form they sent. What it changes asks <see cref="Need"/> first: a hidden button protects nothing.</summary>
public abstract class MemberPage : PageModel
{
    /// <summary>What went wrong with the form that was sent, in the words of the room that refused it; null when nothing did.</summary>
    public ArgixException? Failure { get; private set; }

    /// <summary>Who is signed in.</summary>
    public Caller Me => Caller.Of(HttpContext);

    public bool MayTrade => Me.May(Scopes.Trade);

    public bool MayAdmin => Me.May(Scopes.Admin);

    /// <summary>Connections by id once loaded, tombstones included: old orders name them.</summary>
    public IReadOnlyDictionary<Guid, ConnectionView> Connections { get; private set; } = new Dictionary<Guid, ConnectionView>();

    /// <summary>What takes protection away wants a sign-in not older than this.</summary>
    private static readonly TimeSpan FreshSignIn = TimeSpan.FromMinutes(15);

    protected CancellationToken Cancel => HttpContext.RequestAborted;

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

    /// <summary>The error at one field of a refused form, by the field's name as the API calls it.</summary>
    public string? ErrorOf(string field) => Failure?.Facts.GetValueOrDefault("errors") switch
    {
        IReadOnlyDictionary<string, string> one => one.GetValueOrDefault(field),
        IReadOnlyDictionary<string, string[]> many when many.TryGetValue(field, out var says) => string.Join(" ", says),
        _ => null,
    };

    protected async Task LoadConnectionsAsync(ConnectionService service) =>
        Connections = (await service.ListAsync(Me.WorkspaceId, Cancel)).ToDictionary(c => c.Id);

    /// <summary>Refuses with <c>forbidden</c> unless the member has this scope.</summary>
    protected Caller Need(string scope) => Me.May(scope) ? Me
        : throw new ArgixException("forbidden", scope == Scopes.Admin ? "Only an admin of the workspace may do this." : "Your role may only look. Ask an admin of the workspace for the role trader.");

    /// <summary>Does what a form asked for, and keeps a named refusal for the page. True when it worked.</summary>
    protected async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (ArgixException failure) when (failure.Code is not ("forbidden" or "unauthenticated"))
        {
            Refuse(failure);
            return false;
        }
    }

    /// <summary>Whether this session proved who sits there a short time ago.</summary>
    protected bool IsFresh(TimeProvider clock) =>
        DateTimeOffset.TryParse(User.FindFirst(ArgixClaims.ProvedAt)?.Value, CultureInfo.InvariantCulture, out var at) && clock.GetUtcNow() - at <= FreshSignIn;

    /// <summary>What takes protection away asks for a fresh proof first: the person is led to it and back (see <see cref="StepUpFilter"/>).</summary>
    protected void RequireFreshSignIn(TimeProvider clock, string? back = null)
    {
        if (!IsFresh(clock))
            throw new FreshProofNeeded(back);
    }

    protected void Refuse(ArgixException failure)
    {
        Failure = failure;
        Response.StatusCode = ErrorCatalogue.For(failure.Code).Status;
    }

    /// <summary>Said once, on the next page.</summary>
    protected void Say(string text) => TempData["Ok"] = text;
}
