using Argix.Seams;

namespace Argix.Web;

/// <summary>The number used once: the only inline scripts and styles that run in a page carry it.</summary>
public static class CspNonce
{
    private static readonly object Key = new();

    public static string Of(HttpContext context)
    {
        if (context.Items[Key] is string known) return known;
        var fresh = context.RequestServices.GetRequiredService<IIdSource>().NewToken(16);
        context.Items[Key] = fresh;
        return fresh;
    }
}
