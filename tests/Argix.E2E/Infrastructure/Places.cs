namespace Argix.E2E.Infrastructure;

/// <summary>Where things stand. The host is taken from ITS output folder (bundled plugins and client beside it), in the configuration these tests were built in; or the published one that is named.</summary>
internal static class Places
{
    public static string Root { get; } = FindRoot();

    /// <summary>host/Argix.Host/bin/&lt;configuration&gt;/net10.0/Argix.Host.dll, or what <c>ARGIX_TEST_HOST</c> names.</summary>
    public static string HostDll
    {
        get
        {
            if (Environment.GetEnvironmentVariable("ARGIX_TEST_HOST") is { Length: > 0 } named) return Path.GetFullPath(named);
            var framework = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(Root, "host", "Argix.Host", "bin", framework.Parent!.Name, framework.Name, "Argix.Host.dll");
        }
    }

    public static string Logs => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "logs")).FullName;

    public static string Screenshots => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("no Argix.Platform.sln above the tests");
        return folder.FullName;
    }
}
