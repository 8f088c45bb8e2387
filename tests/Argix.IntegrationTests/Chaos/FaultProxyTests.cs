using Argix.Chaos;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Argix.IntegrationTests.Chaos;

/// <summary>The wire does what it says: what the venue gets, and what the host gets.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private const string Request = "POST /v2/orders HTTP/1.1\r\n\r\n{\"client_order_id\":\"c1\"}";
    private const string Answer = "HTTP/1.1 200 OK\r\n\r\nall of it";
    private readonly TcpListener _venue = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource<string> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FaultProxy _proxy = null!;

    public ValueTask InitializeAsync()
    {
        _venue.Start();
        _ = ServeAsync();
        _proxy = new FaultProxy(new Uri($"http://127.0.0.1:{((IPEndPoint)_venue.LocalEndpoint).Port}/"), 1);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(WireFault.None, true, Answer)]
    [InlineData(WireFault.CutBefore, false, "")]
    [InlineData(WireFault.CutInRequest, false, "")]
    [InlineData(WireFault.LoseAnswer, true, "")]
    [InlineData(WireFault.CutInAnswer, true, "HTTP/1.1 200 O")]
    [InlineData(WireFault.DelayRequest, true, Answer)]
    [InlineData(WireFault.DelayAnswer, true, Answer)]
    [InlineData(WireFault.DripAnswer, true, Answer)]
    public async Task Each_fault_does_what_it_says(WireFault fault, bool arrives, string answer)
    {
        _proxy.Weather = Weather.Always(fault);
        using var host = await ConnectAsync();
        await host.SendAsync(Encoding.ASCII.GetBytes(Request));
        Assert.Equal(answer, await ToTheEndAsync(host));
        Assert.Equal(arrives, await _heard.Task == Request);
        Assert.Equal(1, _proxy.Submits["c1"]);
    }

    [Theory]
    [InlineData(WireFault.BlackHole, false)]
    [InlineData(WireFault.SwallowAnswer, true)]
    public async Task A_silent_wire_stays_open_and_says_nothing(WireFault fault, bool arrives)
    {
        _proxy.Weather = Weather.Always(fault);
        using var host = await ConnectAsync();
        await host.SendAsync(Encoding.ASCII.GetBytes(Request));
        var answer = ToTheEndAsync(host);
        if (arrives)
        {
            Assert.Equal(Request, await _heard.Task);
        }

        host.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await answer);
        Assert.Equal(arrives ? Request : "", await _heard.Task);
    }

    [Fact]
    public async Task Refused_while_the_door_is_shut_and_open_again_on_the_same_port()
    {
        var shut = _proxy.RefuseAsync(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        await shut;
        using var host = await ConnectAsync();
        await host.SendAsync(Encoding.ASCII.GetBytes(Request));
        Assert.Equal(Answer, await ToTheEndAsync(host));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _venue.Dispose();
    }

    private async Task<Socket> ConnectAsync()
    {
        var host = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await host.ConnectAsync(IPAddress.Loopback, _proxy.Address.Port);
        return host;
    }

    // Hears one request (or what came of it before the end), answers in one piece, ends.
    private async Task ServeAsync()
    {
        using var host = await _venue.AcceptSocketAsync();
        var heard = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (heard.Length < Request.Length && await host.ReceiveAsync(buffer) is var read and > 0)
            {
                heard.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            if (heard.Length >= Request.Length)
            {
                await host.SendAsync(Encoding.ASCII.GetBytes(Answer));
            }
        }
        catch (SocketException)
        {
            // Reset in the middle: what was heard was heard.
        }

        _heard.TrySetResult(heard.ToString());
    }

    private static async Task<string> ToTheEndAsync(Socket host)
    {
        var all = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await host.ReceiveAsync(buffer) is var read and > 0)
            {
                all.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }

        return all.ToString();
    }
}
