using Argix.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Argix.Pages.People;

/// <summary>What was asked for takes protection away, and the last proof of who sits there is too old. <paramref name="back"/>: where to begin again, for forms that must not be held because a secret is in them.</summary>
public sealed class FreshProofNeeded(string? back = null) : Exception("a fresh proof is needed")
{
    public string? Back { get; } = back;
}

/// <summary>A form that waits for a fresh proof; it is sent again afterwards, by a press of a button.</summary>
public sealed record HeldForm(string UserId, string Action, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public const string Kind = "held";

    public override string ToString() => "held form";
}

/// <summary>Leads from a dangerous act to the page that asks for the proof, and keeps what was typed.</summary>
public sealed class StepUpFilter(PendingSteps steps) : IAsyncExceptionFilter
{
    private const int MostFields = 100;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public async Task OnExceptionAsync(ExceptionContext context)
    {
        if (context.Exception is not FreshProofNeeded needed)
            return;
        var request = context.HttpContext.Request;
        var back = needed.Back ?? request.Path + request.QueryString;
        if (HttpMethods.IsPost(request.Method) && needed.Back is null && request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(context.HttpContext.RequestAborted);
            var fields = form.Where(f => f.Key != "__RequestVerificationToken").SelectMany(f => f.Value.Select(v => KeyValuePair.Create(f.Key, v ?? ""))).Take(MostFields).ToList();
            steps.Keep(context.HttpContext, HeldForm.Kind, new HeldForm(Caller.Of(context.HttpContext).UserId, back, fields), Lifetime);
            back = null;
        }
        context.Result = new LocalRedirectResult(back is null ? "/prove" : "/prove?returnUrl=" + Uri.EscapeDataString(back));
        context.ExceptionHandled = true;
    }
}
