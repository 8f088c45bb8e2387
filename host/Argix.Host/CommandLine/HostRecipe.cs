using Argix.Data;
using Argix.Logging;
using Microsoft.Extensions.Configuration.CommandLine;

namespace Argix.CommandLine;

/// <summary>How the host is put together (see Program.cs), and the settings that were on the command line.</summary>
public sealed record HostRecipe(Action<WebApplicationBuilder> Add, Action<WebApplication> Map, IReadOnlyList<string> Settings)
{
    /// <summary>A builder that means the same wherever the command was started from.</summary>
    public WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = [.. Settings] });
        // ARGIX_ stands above appsettings and the framework's own variables, below the command line.
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        builder.Configuration.AddEnvironmentVariables("ARGIX_");
        if (sources.OfType<CommandLineConfigurationSource>().Any())
            builder.Configuration.AddCommandLine([.. Settings]);
        return builder;
    }

    /// <summary>The built application; nothing of it runs yet.</summary>
    public WebApplication Build(WebApplicationBuilder builder, bool console)
    {
        builder.AddArgixLogging(DataDirectory.Resolve(builder.Configuration), console);
        Add(builder);
        return builder.Build();
    }
}
