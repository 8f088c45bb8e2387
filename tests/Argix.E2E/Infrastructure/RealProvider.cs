using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Argix.E2E.Infrastructure;

/// <summary>A host and a real OpenID provider (oidc-provider from npm) that know each other: people sign in at it, and it stands for TradeStation's sign-in page.</summary>
public sealed class RealProvider : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly SemaphoreSlim once = new(1, 1);
    private Process? provider;
    private HostProcess? host;
    private bool claimed;

    /// <summary>Why there is none, or null.</summary>
    public string? Missing { get; private set; }
    public Uri Provider { get; private set; } = null!;
    public HostProcess Host => host!;

    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Provider");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")) && await InstallAsync(folder) is { } why)
        {
            Missing = why;
            return;
        }
        var origin = $"http://localhost:{FreePort()}"; // by name: browsers have no passkeys for bare addresses
        var heard = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        provider = Process.Start(new ProcessStartInfo("node", ["provider.mjs", origin]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        provider.OutputDataReceived += (_, e) => { if (e.Data?.StartsWith("provider at ", StringComparison.Ordinal) == true) heard.TrySetResult(new Uri(e.Data["provider at ".Length..])); };
        provider.BeginOutputReadLine();
        provider.BeginErrorReadLine();
        Provider = await heard.Task.WaitAsync(Patience);
        host = await HostProcess.StartAsync("real-provider", Settings(origin, Provider.ToString().TrimEnd('/')));
    }

    /// <summary>A visitor of the host who may go to the provider, too; the first one makes the first account.</summary>
    public async Task<Visitor> VisitAsync(Browser browser)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await once.WaitAsync();
        try
        {
            if (!claimed)
            {
                await using var first = await browser.VisitAsync(Host.Origin);
                await first.ClaimAsync(Host);
                claimed = true;
            }
        }
        finally
        {
            once.Release();
        }
        return await browser.VisitAsync(Host.Origin, 1440, 900, also: Provider);
    }

    /// <summary>What the provider was asked so far.</summary>
    public async Task<JsonElement> SeenAsync()
    {
        using var http = new HttpClient();
        return await http.GetFromJsonAsync<JsonElement>(new Uri(Provider, "/seen"));
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null) await host.DisposeAsync();
        if (provider is { HasExited: false })
        {
            provider.Kill(entireProcessTree: true);
            await provider.WaitForExitAsync();
        }
        provider?.Dispose();
        once.Dispose();
    }

    private static Dictionary<string, string> Settings(string origin, string provider) => new(StringComparer.Ordinal)
    {
        ["Urls"] = origin,
        ["Oidc:Authority"] = provider, ["Oidc:ClientId"] = "argix-sso", ["Oidc:ClientSecret"] = "sso-secret", ["Oidc:DisplayName"] = "the test provider",
        ["Brokers:tradestation:OAuth:ClientId"] = "argix-broker", ["Brokers:tradestation:OAuth:ClientSecret"] = "broker-secret",
        ["Brokers:tradestation:Endpoints:sim:rest"] = provider, ["Brokers:tradestation:Endpoints:sim:issuer"] = provider,
        ["Brokers:tradestation:Endpoints:sim:authorize"] = provider + "/auth", ["Brokers:tradestation:Endpoints:sim:token"] = provider + "/token",
        ["Brokers:tradestation:Endpoints:sim:revoke"] = provider + "/token/revocation",
    };

    private static async Task<string?> InstallAsync(string folder)
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = folder, RedirectStandardError = true, UseShellExecute = false })!;
            var said = npm.StandardError.ReadToEndAsync();
            await npm.WaitForExitAsync().WaitAsync(Patience);
            return npm.ExitCode == 0 ? null : $"npm ci could not install the test provider: {(await said).Split('\n')[0]}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "npm is not on this machine, and the test provider comes from there";
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
