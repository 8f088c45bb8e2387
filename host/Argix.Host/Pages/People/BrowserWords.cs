namespace Argix.Pages.People;

/// <summary>What a browser calls itself, in a few words.</summary>
public static class BrowserWords
{
    private static readonly (string Mark, string Name)[] Browsers = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    private static readonly (string Mark, string Name)[] Systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];

    public static string Of(string userAgent)
    {
        var browser = Array.Find(Browsers, b => userAgent.Contains(b.Mark, StringComparison.Ordinal)).Name;
        var system = Array.Find(Systems, s => userAgent.Contains(s.Mark, StringComparison.Ordinal)).Name;
        return (browser, system) switch { (null, null) => userAgent.Length == 0 ? "Unknown" : userAgent.Length > 40 ? userAgent[..40] + "…" : userAgent, (null, _) => system, (_, null) => browser, _ => $"{browser} on {system}" };
    }
}
