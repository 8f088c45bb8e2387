using Argix.Accounts;
using Argix.Errors;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages;

/// <summary>A page of a signed-in member. What it changes asks <see cref="Need"/> first: a hidden button protects nothing.</summary>
public abstract class MemberPage : PageModel
{
    /// <summary>What went wrong with the form that was sent, in the words of the room that refused it.</summary>
    public ArgixException? Failure { get; protected set; }

    /// <summary>Who is signed in.</summary>
    public Caller Me => Caller.Of(HttpContext);

    public bool MayTrade => Me.May(Scopes.Trade);

    public bool MayAdmin => Me.May(Scopes.Admin);

    protected CancellationToken Cancel => HttpContext.RequestAborted;

    /// <summary>Refuses with <c>forbidden</c> unless the member has this scope.</summary>
    protected Caller Need(string scope) => Me.May(scope) ? Me
        : throw new ArgixException("forbidden", scope == Scopes.Admin ? "Only an admin of the workspace may do this." : "Your role may only look. Ask an admin of the workspace for the role trader.");

    /// <summary>Does it, and keeps a named failure for the form. True when it worked.</summary>
    protected async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (ArgixException failure) when (failure.Code != "forbidden")
        {
            Failure = failure;
            Response.StatusCode = ErrorCatalogue.For(failure.Code).Status;
            return false;
        }
    }

    /// <summary>Said once, on the next page.</summary>
    protected void Say(string text) => TempData["Ok"] = text;

    /// <summary>The field errors of a refused form, by the field's name as the API calls it.</summary>
    public string? ErrorOf(string field) =>
        Failure?.Facts.GetValueOrDefault("errors") is IReadOnlyDictionary<string, string[]> errors && errors.TryGetValue(field, out var says) ? string.Join(" ", says) : null;
}
