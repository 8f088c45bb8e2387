using Microsoft.AspNetCore.StaticFiles;

namespace Argix.Web;

/// <summary>Serves wwwroot from beside the DLL. An address with the right hash is kept for a year, others are asked about.</summary>
public static class StaticFiles
{
    public static void UseArgixFiles(this IApplicationBuilder app)
    {
        var assets = app.ApplicationServices.GetRequiredService<Assets>();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = assets.Files,
            ContentTypeProvider = new FileExtensionContentTypeProvider(Types),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = Caching(file, assets),
        });
    }

    private static string Caching(StaticFileResponseContext file, Assets assets)
    {
        var version = file.Context.Request.Query["v"].ToString();
        var right = version.Length > 0 && version == assets.Hash(file.Context.Request.Path.Value ?? "");
        return right ? "public, max-age=31536000, immutable" : "no-cache";
    }

    // A short list: anything else in wwwroot is not served.
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
    };
}
