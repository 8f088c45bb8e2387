using System.Net;
using Argix.Connections.Egress;
using Argix.Contracts;
using Xunit;
using static Argix.UnitTests.Connections.PortKit;

namespace Argix.UnitTests.Connections;

/// <summary>Nothing private is dialled, however it is spelled.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public async Task Private_and_reserved_addresses_are_closed(string address)
    {
        Assert.False(AddressRules.IsPublic(IPAddress.Parse(address)));
        // As what a public name resolves to: refused, and proven not sent.
        using var port = Port("https://broker.example", allowListed: false, resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        var (answer, scope) = await OrderAsync(port, Submit);
        Assert.Equal("refused: the outbound guard does not dial private or reserved addresses", answer.Fault);
        Assert.True(scope.ProvenNotSent);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2606:4700::1111")]
    public void Public_addresses_are_open(string address) => Assert.True(AddressRules.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://2130706433")]
    [InlineData("https://0x7f000001")]
    [InlineData("https://0177.0.0.1")]
    [InlineData("https://127.1")]
    [InlineData("https://[::1]")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    [InlineData("https://[64:ff9b::7f00:1]")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://localhost")]
    [InlineData("https://user@broker.example")]
    [InlineData("https://user:pass@broker.example")]
    [InlineData("http://broker.example")]
    [InlineData("http://127.0.0.1")]
    [InlineData("ftp://broker.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://broker.example")]
    [InlineData("not a url")]
    public async Task Urls_that_lead_inside_are_refused_when_the_deployment_did_not_name_them(string url)
    {
        using var port = Port(url, allowListed: false, resolve: Resolve);
        var answer = await port.SendAsync(Read, TestContext.Current.CancellationToken);
        Assert.Equal((Sent.No, 0), (answer.Sent, answer.Status));
        Assert.StartsWith("refused", answer.Fault);

        static Task<IPAddress[]> Resolve(string host, CancellationToken ct) =>
            Task.FromResult<IPAddress[]>(host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Parse("8.8.8.8")]);
    }

    [Theory]
    [InlineData("http://broker.example")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://localhost.broker.example")]
    [InlineData("ws://192.168.1.1")]
    [InlineData("http://user@127.0.0.1")]
    public async Task Plain_http_goes_to_loopback_only_even_when_named(string url)
    {
        using var port = Port(url, allowListed: true, resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        Assert.StartsWith("refused", (await port.SendAsync(Read, TestContext.Current.CancellationToken)).Fault);
    }

    [Fact]
    public async Task Plain_http_to_a_localhost_that_is_elsewhere_is_refused()
    {
        using var port = Port("http://localhost:1", resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")]));
        Assert.StartsWith("refused", (await port.SendAsync(Read, TestContext.Current.CancellationToken)).Fault);
    }

    [Fact]
    public async Task Name_is_resolved_once_so_the_address_checked_is_the_address_dialled()
    {
        await using var server = new RawServer(c => c.ReadRequestAsync());
        var asked = 0;
        // Rebinding: public to whoever asks first, loopback (where a server listens) to whoever asks again.
        Task<IPAddress[]> Rebind(string host, CancellationToken ct) =>
            Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Parse("192.0.2.1") : IPAddress.Loopback]);
        using var port = Port($"https://broker.example:{server.Port}", allowListed: false, resolve: Rebind);
        Assert.StartsWith("refused", (await OrderAsync(port, Submit)).Answer.Fault);
        Assert.StartsWith("refused", (await OrderAsync(port, Submit)).Answer.Fault);
        Assert.Equal(0, server.Connections);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Of_a_mixed_answer_only_the_allowed_addresses_are_dialled()
    {
        var guard = new OutboundGuard((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("8.8.8.8")]));
        Assert.Equal([IPAddress.Parse("8.8.8.8")], await guard.ResolveAsync("broker.example", allowListed: false, loopbackOnly: false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Redirect_to_the_inside_is_not_followed()
    {
        await using var inside = new RawServer(c => c.ReadRequestAsync());
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.AnswerAsync("", 302, $"Location: {inside.Url}/latest/meta-data\r\n");
        });
        using var port = Port(server.Url);
        Assert.Equal(302, (await port.SendAsync(Read, TestContext.Current.CancellationToken)).Status);
        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task Web_sockets_go_through_the_same_guard()
    {
        await using var server = new RawServer(c => c.ReadRequestAsync());
        var call = new Call(Op.Stream, "rest", "GET", "/stream", Call.NoHeaders);
        using var named = Port($"wss://127.0.0.1:{server.Port}", allowListed: false);
        await Assert.ThrowsAsync<IOException>(() => named.ConnectAsync(call, TestContext.Current.CancellationToken));
        using var plain = Port($"ws://127.0.0.1:{server.Port}", allowListed: false);
        await Assert.ThrowsAsync<IOException>(() => plain.ConnectAsync(call, TestContext.Current.CancellationToken));
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Answer_over_the_bound_is_cut_also_when_it_is_small_on_the_wire()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[64 * 1024 * 1024], TestContext.Current.CancellationToken);
        }
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.SendAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n");
            await c.SendAsync(packed.ToArray());
        });
        using var port = Port(server.Url);
        var answer = (await OrderAsync(port, Submit)).Answer;
        Assert.Equal((Sent.Yes, 0, "broker_protocol_error: the answer is larger than 4 MiB"), (answer.Sent, answer.Status, answer.Fault));
        Assert.True(answer.Body.IsEmpty);
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("connection")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Content-Length")]
    public async Task Headers_that_frame_or_route_are_the_hosts(string header)
    {
        await using var server = new RawServer(c => c.ReadRequestAsync());
        using var port = Port(server.Url);
        var call = Submit with { Headers = new Dictionary<string, string> { [header] = "x" } };
        Assert.Equal("refused: a header cannot be sent", (await OrderAsync(port, call)).Answer.Fault);
    }

    [Fact]
    public async Task Header_value_with_a_line_break_is_refused()
    {
        using var port = Port("http://127.0.0.1:9");
        var call = Submit with { Headers = new Dictionary<string, string> { ["X-Key"] = "a\r\nX-Other: b" } };
        Assert.Equal("refused: a header cannot be sent", (await OrderAsync(port, call)).Answer.Fault);
    }

    [Fact]
    public async Task Log_has_method_path_and_status_but_no_query_header_or_body()
    {
        var log = new LogLines();
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.AnswerAsync("{\"secret\":\"canary-answer\"}");
        });
        using var port = Port(server.Url, log: log);
        await port.SendAsync(Read with { Path = "/v2/account?key=canary-query", Headers = new Dictionary<string, string> { ["X-Key"] = "canary-header" } }, TestContext.Current.CancellationToken);
        var line = Assert.Single(log.Lines);
        Assert.Contains("GET rest /v2/account 200", line);
        Assert.DoesNotContain("canary", line);
    }

    [Fact]
    public void Plugins_log_on_one_line()
    {
        var log = new LogLines();
        using var port = Port("http://127.0.0.1:9", log: log);
        port.Log(Argix.Contracts.LogLevel.Warning, "first\r\nfake: second\u001b[31m");
        Assert.DoesNotContain(log.Lines.Single(), char.IsControl);
    }

    [Fact]
    public void Data_directory_is_made_on_demand_for_the_owner_only()
    {
        var root = Directory.CreateTempSubdirectory("argix-port-").FullName;
        try
        {
            var path = Path.Combine(root, "brokers", "demo", "login");
            using var port = Port("http://127.0.0.1:9", dataDirectory: path);
            Assert.False(Directory.Exists(path));
            Assert.Equal(path, port.DataDirectory);
            Assert.True(Directory.Exists(path));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
