using Argix.Errors;

namespace Argix.Web;

/// <summary>
/// Refuses what another site's page makes a browser send: everything but reading, by the browser's own word on where it came from. The second lock besides antiforgery tokens, and one
/// that no page or call can forget. Programs send neither header and are not concerned.
/// </summary>
public sealed class OwnSite(RequestDelegate next, PublicUrl publicUrl)
{
    public Task InvokeAsync(HttpContext context) => Reads(context.Request.Method) || IsOurs(context.Request)
        ? next(context)
        : throw new ArgixException("bad_request", "Another site sent this. Open Argix itself and do it there.");

    private static bool Reads(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private bool IsOurs(HttpRequest request)
    {
        var fetch = request.Headers["Sec-Fetch-Site"];
        // "same-site" is another port or name of this machine: not ours either.
        if (fetch.Count > 0 && fetch.ToString() is not ("same-origin" or "none"))
        {
            return false;
        }
        var origin = request.Headers.Origin;
        return origin.Count == 0 || Is(origin.ToString(), publicUrl.Origin) || Is(origin.ToString(), $"{request.Scheme}://{request.Host}");
    }

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
