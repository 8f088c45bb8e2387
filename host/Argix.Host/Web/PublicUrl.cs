namespace Argix.Web;

/// <summary>What browsers and brokers see. From configuration, never from a Host header.</summary>
public sealed class PublicUrl
{
    private readonly HashSet<string> hosts = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };

    public PublicUrl(IConfiguration configuration)
    {
        var text = configuration["PublicUrl"] ?? First(configuration["Urls"]) ?? "http://localhost:5080";
        Root = new Uri(text.TrimEnd('/') + "/", UriKind.Absolute);
        hosts.Add(Root.Host);
    }

    /// <summary>Always ends with a slash.</summary>
    public Uri Root { get; }

    public bool IsHttps => Root.Scheme == Uri.UriSchemeHttps;

    /// <summary>scheme://host[:port], as browsers write the Origin header.</summary>
    public string Origin => Root.GetLeftPart(UriPartial.Authority);

    /// <summary>The whole address of a path of ours, for links that leave the browser.</summary>
    public string Absolute(string path) => new Uri(Root, path.TrimStart('/')).AbsoluteUri;

    /// <summary>Names by which this host may be addressed; everything else is a rebinding attempt or a mistake.</summary>
    public bool Knows(HostString host) => hosts.Contains(host.Host);

    private static string? First(string? urls) =>
        urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()
            ?.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).Replace("://[::]", "://localhost", StringComparison.Ordinal);
}
