using System.Net;
using Argix.Errors;

namespace Argix.Accounts;

/// <summary>What browsers and brokers see: from <c>PublicUrl</c>, else from <c>Urls</c>; never from a Host header.</summary>
public sealed class PublicAddress
{
    private const string DefaultUrls = "http://localhost:5080";
    private readonly Uri _configured;
    private Uri? _bound;

    private PublicAddress(Uri configured) => _configured = configured;

    /// <summary>The base address, without a slash at the end of its text (see <see cref="Link"/>).</summary>
    public Uri Value => _bound ?? _configured;

    /// <summary>Whether cookies must be Secure.</summary>
    public bool IsHttps => _configured.Scheme == Uri.UriSchemeHttps;

    /// <summary>An absolute link to a path of ours.</summary>
    public string Link(string path) => Value.ToString().TrimEnd('/') + path;

    /// <summary>Reads the configuration and refuses what would put an unprotected listener on a network.</summary>
    public static PublicAddress Resolve(IConfiguration configuration)
    {
        var urls = Urls(configuration);
        var proxied = configuration.GetSection("Proxies").GetChildren().Any() || !string.IsNullOrWhiteSpace(configuration["Proxies"]);
        var encrypted = !string.IsNullOrWhiteSpace(configuration["Tls:CertificateFile"]);
        foreach (var url in urls.Where(u => !proxied && !IsLoopback(u) && !(encrypted && u.StartsWith("https:", StringComparison.OrdinalIgnoreCase))))
            throw new ArgixException("validation_failed", $"{url} can be reached from the network without encryption — listen on https with Tls:CertificateFile, list the proxy in front in Proxies, or listen on localhost");
        var text = configuration["PublicUrl"];
        if (string.IsNullOrWhiteSpace(text))
            return new PublicAddress(Parse(urls[0], "Urls"));
        var address = Parse(text, "PublicUrl");
        return address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            ? new PublicAddress(address)
            : throw new ArgixException("validation_failed", "PublicUrl must be a plain address — write it like https://trade.example.org");
    }

    /// <summary>The addresses to listen on.</summary>
    public static string[] Urls(IConfiguration configuration) =>
        (configuration["Urls"] is { Length: > 0 } urls ? urls : DefaultUrls).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Port 0 means "any free one": the real address is known only after the start.</summary>
    public void Bind(IEnumerable<string> bound)
    {
        if (_configured.Port == 0 && bound.FirstOrDefault() is { } first)
            _bound = new Uri(first);
    }

    private static bool IsLoopback(string url) =>
        BindingAddress.Parse(url) is var address
        && (address.IsUnixPipe || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static Uri Parse(string text, string key) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : Uri.TryCreate(text.Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal), UriKind.Absolute, out var any) && key == "Urls"
                ? any
                : throw new ArgixException("validation_failed", $"{key} '{text}' is no http address — write it like http://localhost:5080");
}
