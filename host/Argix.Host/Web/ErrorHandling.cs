using Argix.Contracts;
using Argix.Errors;

namespace Argix.Web;

/// <summary>Gives every failure its name: a problem document for programs, a page for people. Details stay in the log.</summary>
public sealed class ErrorHandling(RequestDelegate next, ILogger<ErrorHandling> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // nobody is listening any more
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await Answer(context, Name(failure, context));
            return;
        }
        if (IsBare(context.Response)) await Bare(context);
    }

    private ArgixException Name(Exception failure, HttpContext context)
    {
        switch (failure)
        {
            case ArgixException named when ErrorCatalogue.Find(named.Code) is { Status: >= 500 }:
                log.LogWarning(failure, "{Code} on {Path} ({CorrelationId})", named.Code, context.Request.Path, context.TraceIdentifier);
                return named;
            case ArgixException named:
                log.LogInformation("{Code} on {Path}: {Detail} ({CorrelationId})", named.Code, context.Request.Path, named.Message, context.TraceIdentifier);
                return named;
            case VenueException venue:
                log.LogWarning("{Code} from the venue on {Path} ({CorrelationId})", venue.Code, context.Request.Path, context.TraceIdentifier);
                return new ArgixException(venue.Code, venue.Message);
            case BadHttpRequestException bad:
                var code = ErrorCatalogue.CodeOf(bad.StatusCode);
                return new ArgixException(code, ErrorCatalogue.For(code).Cause);
            default:
                log.LogError(failure, "Unforeseen failure on {Method} {Path} ({CorrelationId})", context.Request.Method, context.Request.Path, context.TraceIdentifier);
                return new ArgixException(ErrorCatalogue.Internal, ErrorCatalogue.For(ErrorCatalogue.Internal).Cause);
        }
    }

    private async Task Answer(HttpContext context, ArgixException failure)
    {
        context.Response.Clear();
        if (failure.Facts.GetValueOrDefault("retryAfter") is int seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (ForPrograms(context.Request)) await Problems.From(failure, context).ExecuteAsync(context);
        else await Page(context, new PageError(ErrorCatalogue.For(failure.Code).Status, failure.Code, failure.Message));
    }

    private async Task Bare(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (ForPrograms(context.Request)) await Problems.FromStatus(status, context).ExecuteAsync(context);
        else if (IsPartOfAPage(context.Request)) return; // an icon that is missing needs no page, and none of its cookies
        else await Page(context, new PageError(status, ErrorCatalogue.CodeOf(status), ErrorCatalogue.For(ErrorCatalogue.CodeOf(status)).Cause));
    }

    /// <summary>The request was refused already and only its page is being made: what refuses requests must not refuse that too.</summary>
    internal static bool IsErrorPage(HttpContext context) => context.Features.Get<PageError>() is not null;

    /// <summary>Runs the error page in place of the one that failed. Needs routing to come after this middleware.</summary>
    private async Task Page(HttpContext context, PageError error)
    {
        var (path, method, query) = (context.Request.Path, context.Request.Method, context.Request.QueryString);
        context.Features.Set(error);
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.Request.Path = "/error";
        context.Request.QueryString = QueryString.Empty;
        context.Request.Method = HttpMethods.Get;
        context.Response.StatusCode = error.Status;
        try
        {
            await next(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            log.LogError(failure, "The error page itself failed ({CorrelationId})", context.TraceIdentifier);
            context.Response.Clear();
            context.Response.StatusCode = error.Status;
            await context.Response.WriteAsync($"{error.Code}: {ErrorCatalogue.For(error.Code).Title} ({context.TraceIdentifier})");
        }
        finally
        {
            (context.Request.Path, context.Request.Method, context.Request.QueryString) = (path, method, query);
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400 } && string.IsNullOrEmpty(response.ContentType) && response.ContentLength is null or 0;

    private static bool ForPrograms(HttpRequest request) =>
        Programs.Any(prefix => request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)) ||
        (request.Headers.Accept.Count > 0 && !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase));

    // Browsers say what they fetch for; a picture, style or script is not something a person reads.
    private static bool IsPartOfAPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Dest"].ToString() is { Length: > 0 } goal && goal is not ("document" or "iframe" or "empty");

    private static readonly PathString[] Programs = ["/api", "/openapi", "/health", "/metrics", "/csp-report"];
}
