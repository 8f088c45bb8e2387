using System.Runtime.CompilerServices;

namespace Argix.ArchitectureTests;

/// <summary>Where the built assemblies stand.</summary>
internal static class Built
{
    public static string Host => Beside("Argix.Host.dll");
    public static string Contracts => Beside("Argix.Contracts.dll");
    public static string Venue => Beside("Argix.Venue.dll");
    public static string Planted => Beside("PlantedViolation.dll");

    /// <summary>host/Argix.Host/bin/&lt;configuration&gt;/net10.0: the only place where the bundled plugins stand beside the host.</summary>
    public static string HostOutput
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(Root, "host", "Argix.Host", "bin", framework.Parent!.Name, framework.Name);
        }
    }

    /// <summary>The bundled adapters, as this configuration built them (bin/Release/net10.0 → Release).</summary>
    public static IReadOnlyList<string> Plugins
    {
        get
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            return Directory.EnumerateDirectories(Path.Combine(Root, "plugins"), "Argix.Broker.*")
                .Select(d => Path.Combine(d, "bin", configuration, Path.GetFileName(d) + ".dll")).Where(File.Exists).Order(StringComparer.Ordinal).ToList();
        }
    }

    public static string Root { get; } = FindRoot();

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static string FindRoot([CallerFilePath] string me = "")
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln"))) folder = folder.Parent;
        return folder?.FullName ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(me)!, "../.."));
    }
}
