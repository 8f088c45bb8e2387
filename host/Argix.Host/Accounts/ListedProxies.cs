using System.Net;
using Argix.Errors;
using Microsoft.AspNetCore.HttpOverrides;

namespace Argix.Accounts;

/// <summary>Forwarded headers count only when they come from a proxy that the settings list.</summary>
public static class ListedProxies
{
    public static void UseListedProxies(this WebApplication app)
    {
        var listed = app.Configuration.GetSection("Proxies");
        string[] proxies = listed.Value is { Length: > 0 } text ? text.Split([',', ';'], StringSplitOptions.TrimEntries) : [.. listed.GetChildren().Select(p => p.Value ?? "")];
        if (proxies.Length == 0)
            return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(proxy, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new ArgixException("validation_failed", $"Proxies lists '{proxy}', which is no address — write addresses like 10.0.0.5 or 10.0.0.0/24");
        }
        app.UseForwardedHeaders(options);
    }
}
