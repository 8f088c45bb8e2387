using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Argix.Plugins;

/// <summary>Puts the plugin room together.</summary>
public static class PluginsFeature
{
    /// <summary>Adds <see cref="BrokerCatalogue"/> and <see cref="PluginHost"/>, filled at start and kept up to date while running.</summary>
    public static IServiceCollection AddPlugins(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Read when first needed, so that whoever knows the data directory better may register it first.
        services.TryAddSingleton(_ => PluginPaths.From(configuration));
        services.TryAddSingleton(s => PluginRules.From(configuration, s.GetRequiredService<IHostEnvironment>().IsDevelopment()));
        services.AddSingleton(CoreHashes.Embedded());
        services.AddSingleton(new BrokerConfiguration(configuration));
        services.AddSingleton(s => new PluginMemory(s.GetRequiredService<PluginPaths>().StateFile));
        services.AddSingleton<PluginInspector>();
        services.AddSingleton<PluginScanner>();
        services.AddSingleton<PluginStore>();
        services.AddSingleton<PluginInbox>();
        services.AddSingleton(s => new BrokerCatalogue(s.GetRequiredService<PluginScanner>(), s.GetRequiredService<PluginMemory>(),
            s.GetRequiredService<BrokerConfiguration>(), s.GetRequiredService<ILogger<BrokerCatalogue>>()));
        services.AddSingleton(s => new PluginHost(s.GetRequiredService<BrokerCatalogue>(), s.GetRequiredService<PluginStore>(), s.GetRequiredService<PluginMemory>(),
            s.GetRequiredService<PluginRules>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<PluginHost>>()));
        services.AddHostedService<PluginsService>();
        return services;
    }
}
