using Argix.Seams;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Argix.Web;

/// <summary>The frame around every answer: headers, errors, static files, Razor pages.</summary>
public static class WebFeature
{
    public const long MostBodyBytes = 1024 * 1024;

    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, SystemIds>();
        services.TryAddSingleton<PublicUrl>();
        services.TryAddSingleton<Assets>();
        services.TryAddSingleton<CspReports>();
        services.TryAddSingleton<RequestLimits>();
        services.TryAddScoped<ConnectionDiagnostics>();
        services.TryAddScoped<Hygiene>();
        services.TryAddScoped<IPageFrame, PlainPageFrame>();
        services.TryAddSingleton<IBrokerDocs, NoBrokerDocs>();
        services.AddRazorPages();
        services.Configure<RouteOptions>(options => options.LowercaseUrls = true);
        services.Configure<AntiforgeryOptions>(options => options.SuppressXFrameOptionsHeader = true); // we send DENY
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MostBodyBytes;
            options.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            options.Limits.MaxRequestLineSize = 8 * 1024;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            options.Limits.MaxConcurrentConnections = 2000;
        });
        return services;
    }

    /// <summary>Limits for whoever was recognised: after authentication.</summary>
    public static void UseCallerLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.Use((context, next) =>
        {
            if (!ErrorHandling.IsErrorPage(context)) limits.TakeCaller(context);
            return next(context);
        });
    }

    /// <summary>
    /// First in the pipeline. It ends with UseRouting, so that an error page can be routed again;
    /// authentication and authorization come after it.
    /// </summary>
    public static void UseWeb(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ErrorHandling>();
        app.UseMiddleware<HostNames>();
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.Use((context, next) =>
        {
            if (!ErrorHandling.IsErrorPage(context)) limits.TakeAddress(context);
            return next(context);
        });
        app.UseMiddleware<OwnSite>();
        app.UseArgixFiles();
        app.UseRouting();
        app.MapPost("/csp-report", (HttpContext context, CspReports reports) => reports.Receive(context))
            .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }
}
