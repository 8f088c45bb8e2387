using Argix.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Argix.Api;

/// <summary>The bytes of a request body, at most <see cref="Most"/>.</summary>
internal static class BodyBytes
{
    public const int Most = 1 << 20;

    // A client that is cut off while it still writes never hears why. So the rest of a body that is too large is taken and dropped, up to this much.
    private const int MostDropped = 16 << 20;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostDropped;
        }

        var kept = new MemoryStream((int)Math.Clamp(context.Request.ContentLength ?? 0, 0, Most));
        var (buffer, total) = (new byte[16 * 1024], 0L);
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            total += read;
            if (total <= Most)
            {
                kept.Write(buffer, 0, read);
            }
        }

        return total <= Most ? kept.GetBuffer().AsMemory(0, (int)kept.Length) : throw new ArgixException("too_large", "a body may have at most 1 MiB");
    }
}
