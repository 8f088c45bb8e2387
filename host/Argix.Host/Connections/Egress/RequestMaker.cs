using Argix.Contracts;

namespace Argix.Connections.Egress;

/// <summary>Turns a call into a request.</summary>
internal static class RequestMaker
{
    // What decides framing and routing is the host's business.
    private static readonly HashSet<string> HostsOwn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "Expect", "TE", "Trailer", "Keep-Alive", "Cookie", "Accept-Encoding",
        "Proxy-Authorization", "Proxy-Connection",
    };

    /// <summary>The headers of a call: the adapter's, then the environment's over them. Null when one can't be sent.</summary>
    public static Dictionary<string, string>? Headers(PortPlan plan, Call call)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["User-Agent"] = "Argix" };
        foreach (var (name, value) in call.Headers.Concat(plan.EnvironmentHeaders))
        {
            if (HostsOwn.Contains(name) || value.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            {
                return null;
            }
            headers[name] = value;
        }
        return headers;
    }

    /// <summary>The request, or null when a header can't be sent.</summary>
    public static HttpRequestMessage? Make(PortPlan plan, Call call, Uri url, OnceContent? once)
    {
        if (Headers(plan, call) is not { } headers)
        {
            return null;
        }
        var request = new HttpRequestMessage(new HttpMethod(call.Method), url) { Version = new(1, 1), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Content = (HttpContent?)once ?? (call.Body.Length > 0 ? new ReadOnlyMemoryContent(call.Body) : null);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value) && call.Body.Length > 0 && !request.Content!.Headers.TryAddWithoutValidation(name, value))
            {
                request.Dispose();
                return null;
            }
        }
        return request;
    }
}
