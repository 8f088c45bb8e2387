using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Argix.Connections.Egress;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Plugins;
using Xunit;
using static Argix.UnitTests.Connections.PortKit;

namespace Argix.UnitTests.Connections;

/// <summary>TLS is verified everywhere; a gateway of one's own is known by its key and by nothing else.</summary>
public sealed class CertificatePinTests
{
    private static readonly X509Certificate2 Mine = SelfSigned("CN=localhost", 1);
    private static readonly X509Certificate2 Other = SelfSigned("CN=localhost", 1);
    private static readonly X509Certificate2 Expired = SelfSigned("CN=elsewhere", -1);

    [Fact]
    public async Task Server_without_a_trusted_certificate_is_refused_before_a_byte_of_the_order()
    {
        await using var server = new TlsServer(Mine);
        using var port = Make(server, pins: null);
        var (answer, scope) = await OrderAsync(port, Submit);
        Assert.Equal((Sent.No, "broker_unreachable: no trusted TLS connection"), (answer.Sent, answer.Fault));
        Assert.True(scope.ProvenNotSent);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Pinned_key_is_the_whole_identity_self_signed_and_expired_as_it_may_be()
    {
        foreach (var certificate in (X509Certificate2[])[Mine, Expired])
        {
            await using var server = new TlsServer(certificate);
            using var port = Make(server, CertificatePins.Of(certificate));
            Assert.Equal(200, (await port.SendAsync(Read, TestContext.Current.CancellationToken)).Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_key_than_the_pinned_one_is_refused(bool pinOfNobody)
    {
        await using var server = new TlsServer(Other);
        using var port = Make(server, pinOfNobody ? new string('0', 64) : CertificatePins.Of(Mine));
        var (answer, scope) = await OrderAsync(port, Submit);
        Assert.Equal((Sent.No, "broker_unreachable: no trusted TLS connection"), (answer.Sent, answer.Fault));
        Assert.True(scope.ProvenNotSent);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Pin_of_one_endpoint_says_nothing_about_another()
    {
        await using var server = new TlsServer(Mine);
        using var port = Make(server, CertificatePins.Of(Mine), pinnedEndpoint: "stream");
        Assert.Equal("broker_unreachable: no trusted TLS connection", (await OrderAsync(port, Submit)).Answer.Fault);
    }

    [Fact]
    public async Task Streams_are_held_to_the_same_pin()
    {
        await using var server = new TlsServer(Mine);
        var call = new Call(Op.Stream, "rest", "GET", "/stream", Call.NoHeaders);
        using (var wrong = Make(server, CertificatePins.Of(Other), scheme: "wss"))
        {
            await Assert.ThrowsAsync<IOException>(() => wrong.ConnectAsync(call, TestContext.Current.CancellationToken));
        }
        Assert.Equal(0, server.Requests);
        using var right = Make(server, CertificatePins.Of(Mine), scheme: "wss");
        // The server speaks no web socket, so the opening fails; but it was asked.
        await Assert.ThrowsAsync<IOException>(() => right.ConnectAsync(call, TestContext.Current.CancellationToken));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public void Old_protocols_are_not_spoken_even_to_a_pinned_key()
    {
        using var handler = GuardedHandler.Create(new(Dns.GetHostAddressesAsync), allowListed: true, CertificatePins.Parse(CertificatePins.Of(Mine)));
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, handler.SslOptions.EnabledSslProtocols);
    }

    [Fact]
    public void Pins_are_read_as_hexadecimal_or_base64_and_several_may_be_given()
    {
        var hash = Convert.FromHexString(CertificatePins.Of(Mine));
        var colons = string.Join(':', hash.Select(b => b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var text in (string[])[Convert.ToHexString(hash), colons, Convert.ToBase64String(hash), "sha256/" + Convert.ToBase64String(hash), $"{new string('0', 64)}, {Convert.ToHexStringLower(hash)}"])
        {
            Assert.True(CertificatePins.Parse(text)?.Fit(Mine), text);
            Assert.False(CertificatePins.Parse(text)?.Fit(Other), text);
        }
        foreach (var text in (string[])["", "yes", "00", new string('0', 62), new string('0', 64) + ",no", Convert.ToBase64String(new byte[31])])
        {
            Assert.Null(CertificatePins.Parse(text));
        }
        Assert.False(CertificatePins.Nobody.Fit(Mine));
    }

    private static VenuePort Make(TlsServer server, string? pins, string scheme = "https", string pinnedEndpoint = "rest")
    {
        var manifest = new BrokerManifest { Id = "demo", Name = "Demo", Version = "1.0.0", Calls = Calls, Environments = [new() { Id = "paper", Kind = "paper" }] };
        var plan = new PortPlan(new("login", "paper", "keys", Call.NoHeaders), manifest, new Dictionary<string, string> { ["rest"] = $"{scheme}://127.0.0.1:{server.Port}" },
            new HashSet<string> { "rest" }, (_, _) => throw new KeyNotFoundException(), "unused")
        {
            Pins = pins is null ? new Dictionary<string, CertificatePins>() : new() { [pinnedEndpoint] = CertificatePins.Parse(pins)! },
        };
        return new(plan, new(Dns.GetHostAddressesAsync), TimeProvider.System, new Random(1), new LogLines());
    }

    private static X509Certificate2 SelfSigned(string name, int daysFromNow)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-10), now.AddDays(daysFromNow));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Answers every request that comes through its TLS with an empty 200.</summary>
    private sealed class TlsServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 certificate;
        private readonly Task accepting;

        public TlsServer(X509Certificate2 certificate)
        {
            this.certificate = certificate;
            listener.Start();
            accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Requests { get; private set; }

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await accepting;
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(certificate);
                    if (await tls.ReadAsync(new byte[4096]) > 0)
                    {
                        Requests++;
                        await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray());
                    }
                }
                catch (Exception e) when (e is AuthenticationException or IOException)
                {
                    // a client that does not trust us
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    return;
                }
            }
        }
    }
}
