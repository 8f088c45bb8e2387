using Argix.Errors;

namespace Argix.Web;

/// <summary>Refuses requests for a name that is not ours (DNS rebinding, forged Host headers).</summary>
public sealed class HostNames(RequestDelegate next, PublicUrl publicUrl)
{
    public Task InvokeAsync(HttpContext context) => publicUrl.Knows(context.Request.Host) || ErrorHandling.IsErrorPage(context)
        ? next(context)
        : throw new ArgixException("bad_request", "This host name is not served here. Use the address given as PublicUrl.");
}
