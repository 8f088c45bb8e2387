namespace Argix.Web;

/// <summary>The headers that stand on every answer: pages, API, static files, errors.</summary>
public sealed class SecurityHeaders(RequestDelegate next, PublicUrl publicUrl)
{
    public const string Correlation = "X-Correlation-Id";

    public Task InvokeAsync(HttpContext context)
    {
        // At the start of the answer, because an error page clears what was set before.
        context.Response.OnStarting(static state => Write((State)state), new State(context, publicUrl.IsHttps));
        return next(context);
    }

    private static Task Write(State state)
    {
        var headers = state.Context.Response.Headers;
        headers.ContentSecurityPolicy = Policy(CspNonce.Of(state.Context));
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin"; // the origin check of our own forms needs it; nothing goes to other sites
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), interest-cohort=()";
        headers[Correlation] = state.Context.TraceIdentifier;
        if (state.Https) headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
        headers.Remove("Server");
        headers.Remove("X-Powered-By");
        return Task.CompletedTask;
    }

    private static string Policy(string nonce) =>
        "default-src 'none'; " +
        $"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; " +
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; report-uri /csp-report";

    private sealed record State(HttpContext Context, bool Https);
}
