using Argix.Connections.Egress;
using Argix.Contracts;
using Xunit;
using static Argix.UnitTests.Connections.PortKit;

namespace Argix.UnitTests.Connections;

/// <summary>No layer sends an order message a second time.</summary>
public sealed class NoRepeatTests
{
    [Fact]
    public async Task Http_stack_would_repeat_a_delete_on_a_stale_connection()
    {
        // Why OnceContent exists. If this ever stops failing on its own, the comment there is out of date.
        await using var server = StaleServer();
        using var client = new HttpMessageInvoker(GuardedHandler.Create(new(System.Net.Dns.GetHostAddressesAsync), allowListed: true));
        var ct = TestContext.Current.CancellationToken;
        (await client.SendAsync(new(HttpMethod.Get, server.Url + "/v2/account"), ct)).Dispose();
        (await client.SendAsync(new(HttpMethod.Delete, server.Url + "/v2/orders/1"), ct)).Dispose();
        Assert.Equal(2, server.Requests.Count(r => r.StartsWith("DELETE", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("submit")]
    [InlineData("replace")]
    [InlineData("cancel")]
    public async Task Order_message_on_a_stale_connection_is_sent_once_and_in_doubt(string op)
    {
        await using var server = StaleServer();
        using var port = Port(server.Url);
        Assert.Equal(200, (await port.SendAsync(Read, TestContext.Current.CancellationToken)).Status);
        var call = op switch
        {
            "submit" => Submit,
            "replace" => Submit with { Op = Op.Replace, Method = "PATCH", Path = "/v2/orders/1" },
            _ => Cancel,
        };
        var (answer, scope) = await OrderAsync(port, call);
        Assert.NotEqual(Sent.No, answer.Sent);
        Assert.Equal(0, answer.Status);
        Assert.False(scope.ProvenNotSent);
        Assert.Single(server.Requests, r => r.Contains("/v2/orders", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Order_message_is_sent_once_whatever_status_comes_back(int status)
    {
        await using var server = new RawServer(async c =>
        {
            while (await c.ReadRequestAsync() is not null)
            {
                await c.AnswerAsync("{}", status, "Location: /v2/orders\r\nRetry-After: 0\r\n");
            }
        });
        using var port = Port(server.Url);
        Assert.Equal(status, (await OrderAsync(port, Submit)).Answer.Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Second_order_message_of_an_operation_is_refused_and_noted_as_a_fault()
    {
        await using var server = Answering();
        using var port = Port(server.Url);
        using var scope = port.BeginOperation();
        Assert.Equal(200, (await port.SendAsync(Submit, TestContext.Current.CancellationToken)).Status);
        var second = await port.SendAsync(Submit, TestContext.Current.CancellationToken);
        Assert.Equal(Sent.No, second.Sent);
        Assert.StartsWith("refused", second.Fault);
        Assert.True(scope.TooMany);
        Assert.False(scope.ProvenNotSent);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Of_many_order_messages_at_once_one_leaves()
    {
        await using var server = Answering();
        using var port = Port(server.Url);
        using var scope = port.BeginOperation();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => port.SendAsync(Submit, TestContext.Current.CancellationToken)));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Order_message_outside_of_an_operation_or_after_it_is_refused()
    {
        await using var server = Answering();
        using var port = Port(server.Url);
        var ct = TestContext.Current.CancellationToken;
        Assert.Equal(Sent.No, (await port.SendAsync(Submit, ct)).Sent);
        var go = new TaskCompletionSource();
        Task<Answer> forgotten;
        using (var scope = port.BeginOperation())
        {
            forgotten = Task.Run(async () =>
            {
                await go.Task;
                return await port.SendAsync(Submit, ct);
            }, ct);
            Assert.False(scope.ProvenNotSent);
        }
        go.SetResult();
        Assert.Equal(Sent.No, (await forgotten).Sent);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Operations_side_by_side_are_counted_apart()
    {
        await using var server = Answering();
        using var port = Port(server.Url);
        var scopes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () => (await OrderAsync(port, Submit)).Scope)));
        Assert.All(scopes, s => Assert.True(s is { Calls: [Sent.Yes], TooMany: false }));
        Assert.Equal(10, server.Requests.Count);
    }

    [Theory]
    [InlineData(503, 3)]
    [InlineData(500, 3)]
    [InlineData(404, 1)]
    [InlineData(429, 1)]
    public async Task Reads_are_asked_again_twice_after_server_errors_only(int status, int requests)
    {
        await using var server = new RawServer(async c =>
        {
            while (await c.ReadRequestAsync() is not null)
            {
                await c.AnswerAsync("{}", status);
            }
        });
        using var port = Port(server.Url);
        Assert.Equal(status, (await port.SendAsync(Read, TestContext.Current.CancellationToken)).Status);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task Read_survives_a_lost_connection()
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            if (c.Number > 1)
            {
                await c.AnswerAsync();
            }
        });
        using var port = Port(server.Url);
        Assert.Equal(200, (await port.SendAsync(Read, TestContext.Current.CancellationToken)).Status);
        Assert.Equal(2, server.Requests.Count);
    }

    // Answers reads and keeps the connection; closes it just when the next request has arrived. A connection's first request is always answered.
    private static RawServer StaleServer() => new(async c =>
    {
        if (await c.ReadRequestAsync() is not null)
        {
            await c.AnswerAsync();
            await c.ReadRequestAsync();
        }
    });

    private static RawServer Answering() => new(async c =>
    {
        while (await c.ReadRequestAsync() is not null)
        {
            await c.AnswerAsync();
        }
    });
}
