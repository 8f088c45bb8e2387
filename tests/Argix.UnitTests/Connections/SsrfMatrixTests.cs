using System.Net;
using Argix.Connections.Egress;
using Argix.Connections.OAuth;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Plugins;
using Xunit;
using static Argix.UnitTests.Connections.PortKit;

namespace Argix.UnitTests.Connections;

/// <summary>Every way that leads inside × every kind of call that leaves: requests, streams, sign-in. A success would be a connection to the inside.</summary>
public sealed class SsrfMatrixTests(ITestOutputHelper output)
{
    // By address, each by itself (in the URL) and as what a public name resolves to.
    private static readonly string[] Inside =
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.0.1", "192.0.0.192", "192.168.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::", "2002:a00:1::",
        "2001::1", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "3fff::1", "5f00::1", "100::1",
    ];

    // By spelling.
    private static readonly string[] Spelled =
    [
        "https://2130706433", "https://0x7f000001", "https://0x7f.0.0.1", "https://0177.0.0.1", "https://017700000001", "https://127.1", "https://127.0.1", "https://0", "https://localhost", "https://LOCALHOST", "https://localhost.", "https://a.localhost",
        "https://127.0.0.1.", "https://①②⑦.⓪.⓪.①", "https://１２７.０.０.１", "https://ｌｏｃａｌｈｏｓｔ", "https://loc%61lhost", "https://[::1]", "https://[0:0:0:0:0:0:0:1]", "https://[::ffff:7f00:1]", "https://user@broker.example", "https://user:pass@127.0.0.1", "https://broker.example@127.0.0.1",
        "https://127.0.0.1#@broker.example", "https://127.0.0.1?@broker.example", "https://127.0.0.1\\@broker.example", "http://broker.example", "ftp://broker.example", "file:///etc/passwd", "gopher://127.0.0.1", "unix:///run/docker.sock", "data:text/plain,x", "javascript:alert(1)",
    ];

    [Fact]
    public async Task Nothing_inside_is_reached_by_any_kind_of_call()
    {
        await using var inside = new RawServer(c => c.ReadRequestAsync());
        var port = inside.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (string Url, string? Resolves)[] targets =
        [
            .. Inside.Select(a => (a.Contains(':', StringComparison.Ordinal) ? $"https://[{a}]:{port}" : $"https://{a}:{port}", (string?)null)),
            .. Inside.Select(a => ($"https://broker.example:{port}", (string?)a)),
            .. Spelled.Select(s => (s, (string?)null)),
            .. Spelled.Where(s => s.StartsWith("https://", StringComparison.Ordinal) && !s.Contains('@', StringComparison.Ordinal)).Select(s => ($"{s}:{port}", (string?)null)),
        ];
        var (tries, successes) = (0, new List<string>());
        foreach (var (url, resolves) in targets)
        {
            Task<IPAddress[]> Resolve(string host, CancellationToken ct) => Task.FromResult<IPAddress[]>(resolves is not null ? [IPAddress.Parse(resolves)]
                : host.TrimEnd('.').EndsWith("localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback] : IPAddress.TryParse(host.TrimEnd('.'), out var a) ? [a] : throw new System.Net.Sockets.SocketException(11001));
            foreach (var (kind, call) in (IEnumerable<(string, Func<Task<bool>>)>)[("request", () => RequestAsync(url, Resolve)), ("stream", () => StreamAsync(url, Resolve)), ("sign-in", () => SignInAsync(url, Resolve))])
            {
                tries++;
                if (!await call())
                {
                    successes.Add($"{kind} {url} {resolves}");
                }
            }
        }
        output.WriteLine($"SSRF: {targets.Length} targets, {tries} attacks, {successes.Count + inside.Connections} successes");
        Assert.True(successes.Count == 0, string.Join('\n', successes));
        Assert.Equal(0, inside.Connections);
    }

    private static async Task<bool> RequestAsync(string url, ResolveName resolve)
    {
        using var port = Port(url, allowListed: false, resolve: resolve);
        var answer = await port.SendAsync(Read with { Op = Op.Probe }, TestContext.Current.CancellationToken);
        return answer is { Sent: Sent.No, Status: 0 };
    }

    private static async Task<bool> StreamAsync(string url, ResolveName resolve)
    {
        using var port = Port(url.Replace("https://", "wss://", StringComparison.Ordinal), allowListed: false, resolve: resolve);
        try
        {
            await using var socket = await port.ConnectAsync(new Call(Op.Stream, "rest", "GET", "/stream", Call.NoHeaders), TestContext.Current.CancellationToken);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<bool> SignInAsync(string url, ResolveName resolve)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var endpoint))
        {
            return true; // a manifest or setting that is no address is refused where it is read
        }
        using var wire = new OAuthWire(new(resolve), TimeProvider.System);
        var answer = await wire.TokenAsync(endpoint, allowed: false, new OAuthFact(), new OAuthClient("id", "secret"), new Dictionary<string, string>());
        return answer.Failure != TokenFailure.None;
    }
}
