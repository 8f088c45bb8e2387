using System.Text;
using Argix.Contracts;
using Xunit;
using static Argix.UnitTests.Connections.PortKit;

namespace Argix.UnitTests.Connections;

/// <summary>A long HTTP answer, line by line.</summary>
public sealed class VenueLinesTests
{
    private static readonly Call Stream = new(Op.Stream, "rest", "GET", "/stream", Call.NoHeaders);

    [Fact]
    public async Task Lines_come_as_they_are_sent_without_ends_and_heartbeats_of_nothing()
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            await c.SendAsync(Chunk("{\"a\":1}\r\n\n{\"b\""));
            await c.SendAsync(Chunk(":2}\nlast"));
            await c.SendAsync("0\r\n\r\n");
        });
        using var port = Port(server.Url);
        Assert.Equal(["{\"a\":1}", "{\"b\":2}", "last"], await AllAsync(port));
    }

    [Fact]
    public async Task A_refusal_carries_status_and_words()
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.SendAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nno go");
        });
        using var port = Port(server.Url);
        var refused = await Assert.ThrowsAsync<VenueException>(() => AllAsync(port));
        Assert.Equal(("invalid_credentials", 401, "no go"), (refused.Code, refused.Evidence.Status, refused.Evidence.Text));
    }

    [Fact]
    public async Task A_stream_that_is_cut_is_no_end()
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunk("one\n"));
        });
        using var port = Port(server.Url);
        await Assert.ThrowsAnyAsync<IOException>(() => AllAsync(port));
    }

    [Fact]
    public async Task What_the_manifest_does_not_list_is_not_opened()
    {
        await using var server = new RawServer(_ => Task.CompletedTask);
        using var port = Port(server.Url);
        await Assert.ThrowsAsync<IOException>(() => AllAsync(port, Stream with { Path = "/elsewhere" }));
        await Assert.ThrowsAsync<IOException>(() => AllAsync(port, Stream with { Op = Op.Submit }));
        Assert.Empty(server.Requests);
    }

    private static string Chunk(string text) => $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n";

    private static async Task<List<string>> AllAsync(IVenuePort port, Call? call = null)
    {
        var lines = new List<string>();
        await foreach (var line in port.LinesAsync(call ?? Stream, TestContext.Current.CancellationToken))
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }
        return lines;
    }
}
