using Argix.Contracts;
using Xunit;
using static Argix.UnitTests.Connections.PortKit;

namespace Argix.UnitTests.Connections;

/// <summary>What the host claims about bytes, against servers that do each kind of wrong.</summary>
public sealed class SentProofTests
{
    public static TheoryData<string> OrderOps => ["submit", "cancel"];

    [Theory, MemberData(nameof(OrderOps))]
    public async Task Refused_connection_is_proof_of_not_sent(string op)
    {
        using var port = Port($"http://127.0.0.1:{RawServer.FreePort()}");
        var (answer, scope) = await OrderAsync(port, Of(op));
        Assert.Equal((Sent.No, 0), (answer.Sent, answer.Status));
        Assert.StartsWith("broker_unreachable", answer.Fault);
        Assert.True(scope.ProvenNotSent);
    }

    [Fact]
    public async Task Name_that_does_not_resolve_is_proof_of_not_sent()
    {
        using var port = Port("https://broker.invalid", resolve: (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));
        var (answer, scope) = await OrderAsync(port, Submit);
        Assert.Equal(Sent.No, answer.Sent);
        Assert.Equal("broker_unreachable: the name cannot be resolved", answer.Fault);
        Assert.True(scope.ProvenNotSent);
    }

    [Fact]
    public async Task Failed_tls_handshake_is_proof_of_not_sent_though_handshake_bytes_left()
    {
        await using var server = new RawServer(async c => await c.SendAsync("this is not TLS at all, not even nearly so\r\n"));
        using var port = Port($"https://127.0.0.1:{server.Port}");
        var (answer, scope) = await OrderAsync(port, Submit);
        Assert.Equal((Sent.No, "broker_unreachable: no trusted TLS connection"), (answer.Sent, answer.Fault));
        Assert.True(scope.ProvenNotSent);
    }

    [Fact]
    public async Task Answer_lost_after_the_request_was_read_is_sent()
    {
        await using var server = new RawServer(async c => await c.ReadRequestAsync());
        using var port = Port(server.Url);
        var (answer, scope) = await OrderAsync(port, Submit);
        Assert.Equal((Sent.Yes, 0), (answer.Sent, answer.Status));
        Assert.StartsWith("broker_unreachable", answer.Fault);
        Assert.False(scope.ProvenNotSent);
        Assert.Equal(["POST /v2/orders HTTP/1.1"], server.Requests);
    }

    [Fact]
    public async Task Connection_closed_before_reading_is_never_called_not_sent_once_a_byte_was_written()
    {
        await using var server = new RawServer(c =>
        {
            c.Reset();
            return Task.CompletedTask;
        });
        using var port = Port(server.Url);
        var (answer, scope) = await OrderAsync(port, Submit);
        // The reset may be seen before the write (proof) or by it (doubt), but nothing else.
        Assert.Equal(0, answer.Status);
        Assert.Empty(server.Requests);
        Assert.Equal(answer.Sent == Sent.No, scope.ProvenNotSent);
    }

    [Fact]
    public async Task Silent_server_times_out_as_sent()
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.HoldAsync();
        });
        using var port = Port(server.Url, deadline: TimeSpan.FromMilliseconds(300));
        var (answer, _) = await OrderAsync(port, Submit);
        Assert.Equal((Sent.Yes, 0, "broker_timeout: no answer in time"), (answer.Sent, answer.Status, answer.Fault));
    }

    [Theory]
    [InlineData("\0\u0001garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd")]
    public async Task Garbage_for_an_answer_is_sent_without_a_status(string garbage)
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.SendAsync(garbage);
        });
        using var port = Port(server.Url);
        var (answer, _) = await OrderAsync(port, Submit);
        Assert.Equal((Sent.Yes, 0), (answer.Sent, answer.Status));
        Assert.NotNull(answer.Fault);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Headers_of_several_kilobytes_are_seen_leaving()
    {
        // Larger than the handler's buffer: the first bytes leave before the body is asked for.
        await using var server = new RawServer(c => c.ReadRequestAsync());
        using var port = Port(server.Url);
        var call = Submit with { Headers = new Dictionary<string, string> { ["X-Long"] = new('x', 20_000) } };
        Assert.Equal(Sent.Yes, (await OrderAsync(port, call)).Answer.Sent);
    }

    [Fact]
    public async Task Answer_comes_whole_with_status_headers_and_body()
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.AnswerAsync("{\"id\":\"7\"}", 422, "X-Request-ID: r1\r\n");
        });
        using var port = Port(server.Url, environmentHeaders: new Dictionary<string, string> { ["x-simulated-trading"] = "1" });
        var (answer, scope) = await OrderAsync(port, Submit);
        Assert.Equal((Sent.Yes, 422, null), (answer.Sent, answer.Status, answer.Fault));
        Assert.Equal("{\"id\":\"7\"}"u8, answer.Body.Span);
        Assert.Equal("r1", answer.Headers["x-request-id"]);
        Assert.Equal([Sent.Yes], scope.Calls);
        Assert.Contains("x-simulated-trading: 1", server.Heads.Single());
        Assert.Contains("Content-Type: application/json", server.Heads.Single());
    }

    [Fact]
    public async Task Time_for_sending_is_asked_after_connecting_and_before_the_first_byte()
    {
        await using var server = new RawServer(async c => await c.ReadRequestAsync());
        using var port = Port(server.Url);
        var connected = 0;
        var (answer, scope) = await OrderAsync(port, Submit, mayStart: () =>
        {
            connected = server.Connections;
            return false;
        });
        Assert.Equal((Sent.No, "refused: the time for sending this order is over"), (answer.Sent, answer.Fault));
        Assert.Equal(1, connected);
        Assert.True(scope.ProvenNotSent);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Caller_that_gives_up_still_gets_the_evidence_of_an_order()
    {
        using var giveUp = new CancellationTokenSource();
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await giveUp.CancelAsync();
            await c.HoldAsync();
        });
        using var port = Port(server.Url);
        using var scope = port.BeginOperation();
        var answer = await port.SendAsync(Submit, giveUp.Token);
        Assert.Equal((Sent.Yes, 0), (answer.Sent, answer.Status));
    }

    [Fact]
    public async Task Caller_that_gives_up_a_read_gets_its_cancellation()
    {
        using var giveUp = new CancellationTokenSource();
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await giveUp.CancelAsync();
            await c.HoldAsync();
        });
        using var port = Port(server.Url);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => port.SendAsync(Read, giveUp.Token));
    }

    private static Call Of(string op) => op == "submit" ? Submit : Cancel;
}
