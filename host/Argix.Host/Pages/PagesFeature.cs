using Argix.Pages.Brokers;
using Argix.Pages.Connect;
using Argix.Pages.People;
using Argix.Web;

namespace Argix.Pages;

/// <summary>Registers what the pages need besides the rooms below: the frame, the help's brokers, the drafts of the connect form.</summary>
public static class PagesFeature
{
    /// <summary>Call it after <c>AddWeb</c>: it replaces the frame's and the help's stand-ins.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddScoped<IPageFrame, WorkspaceFrame>();
        services.AddSingleton<IBrokerDocs, CatalogueDocs>();
        services.AddSingleton<ConnectDrafts>();
        services.Configure<Microsoft.AspNetCore.Mvc.MvcOptions>(o => o.Filters.Add<StepUpFilter>());
        return services;
    }
}
