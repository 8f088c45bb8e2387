using Microsoft.Extensions.Configuration;

namespace Argix.Plugins;

/// <summary>Where plugins come from and where accepted ones are kept.</summary>
public sealed record PluginPaths(string DataDirectory, string Bundled, IReadOnlyList<string> Directories, string Inbox)
{
    /// <summary>Accepted plugins, one immutable folder a version.</summary>
    public string Store => Path.Combine(DataDirectory, "plugins", "store");

    /// <summary>Copies of what is loaded from <see cref="Directories"/>: overwriting a mapped file would end the process.</summary>
    public string Shadow => Path.Combine(DataDirectory, "plugins", "shadow");

    /// <summary>What must survive a restart: switched-off plugins and marks of the crash-loop guard.</summary>
    public string StateFile => Path.Combine(DataDirectory, "plugins", "state.json");

    /// <summary>The paths that this configuration names.</summary>
    public static PluginPaths From(IConfiguration configuration)
    {
        var data = Path.GetFullPath(configuration["Data:Directory"] is { Length: > 0 } named ? named : DefaultData());
        var inbox = configuration["Plugins:Inbox"] is { Length: > 0 } box ? box : Path.Combine(data, "plugins", "inbox");
        return new(data, Path.Combine(AppContext.BaseDirectory, "plugins"), List(configuration), Path.GetFullPath(inbox));
    }

    private static string[] List(IConfiguration configuration)
    {
        var section = configuration.GetSection("Plugins:Directories");
        var named = section.GetChildren().Select(c => c.Value).Prepend(section.Value);
        return [.. named.Where(d => !string.IsNullOrWhiteSpace(d)).Select(d => Path.GetFullPath(d!))];
    }

    private static string DefaultData() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "argix");
}

/// <summary>What the plugin room allows, and its times.</summary>
public sealed record PluginRules(bool AllowUnsigned)
{
    /// <summary>For the constructor, for making and for disposing an adapter.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the inbox is looked at, events or none: file watchers lose events.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A drop is taken once nothing in it has changed for so long.</summary>
    public TimeSpan SettleFor { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>A drop that is still not whole after this time is listed with its reason.</summary>
    public TimeSpan ListIncompleteAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A plugin that has been in memory for so long did not kill the host by being loaded.</summary>
    public TimeSpan HealthyAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Public keys of publishers, by name (<c>Plugins:Publishers:&lt;name&gt;</c>).</summary>
    public IReadOnlyDictionary<string, string> Publishers { get; init; } = new Dictionary<string, string>();

    /// <summary>The configured rules; unsigned plugins run by default only in Development.</summary>
    public static PluginRules From(IConfiguration configuration, bool development) =>
        new(configuration.GetValue("Plugins:AllowUnsigned", development))
        {
            Publishers = configuration.GetSection("Plugins:Publishers").GetChildren().Where(c => c.Value is { Length: > 0 }).ToDictionary(c => c.Key, c => c.Value!),
        };
}
