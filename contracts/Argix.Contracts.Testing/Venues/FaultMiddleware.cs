using Microsoft.AspNetCore.Http;

namespace Argix.Contracts.Testing;

/// <summary>Stands between the wire and the dialect and does what the script says.</summary>
internal static class FaultMiddleware
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next, FaultScript script)
    {
        var path = context.Request.Path.Value ?? "";
        var fault = path.StartsWith("/_control", StringComparison.Ordinal) ? null : script.TakeFor(context.Request.Method, path);
        switch (fault?.Kind)
        {
            case FaultKind.CloseBefore:
                context.Abort();
                return;
            case FaultKind.Answer:
                await AnswerAsync(context, fault);
                return;
            case FaultKind.Delay:
                await Task.Delay(TimeSpan.FromMilliseconds(fault.Milliseconds), TimeProvider.System, context.RequestAborted);
                break;
            case FaultKind.Hold:
                await script.ReleasedAsync(context.RequestAborted);
                break;
            case FaultKind.LoseAnswer or FaultKind.AnswerAfter or FaultKind.Truncate or FaultKind.DelayAnswer or FaultKind.HoldAnswer:
                await AfterAsync(context, next, fault, script);
                return;
        }
        await next(context);
    }

    /// <summary>The dialect acts and writes into memory; what becomes of its words is the fault's business.</summary>
    private static async Task AfterAsync(HttpContext context, RequestDelegate next, Fault fault, FaultScript script)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await next(context);
        context.Response.Body = wire;
        var body = kept.ToArray();
        switch (fault.Kind)
        {
            case FaultKind.LoseAnswer:
                context.Abort();
                return;
            case FaultKind.AnswerAfter:
                await AnswerAsync(context, fault);
                return;
            case FaultKind.Truncate:
                body = body[..(body.Length / 2)];
                break;
            case FaultKind.DelayAnswer:
                await Task.Delay(TimeSpan.FromMilliseconds(fault.Milliseconds), TimeProvider.System, context.RequestAborted);
                break;
            case FaultKind.HoldAnswer:
                await script.ReleasedAsync(context.RequestAborted);
                break;
        }
        context.Response.ContentLength = context.Response.StatusCode == StatusCodes.Status204NoContent ? null : body.Length;
        await wire.WriteAsync(body, context.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext context, Fault fault)
    {
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = fault.ContentType;
        context.Response.ContentLength = null;
        await context.Response.WriteAsync(fault.Body ?? "{}", context.RequestAborted);
    }
}
