using System.Net.WebSockets;
using Argix.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>Web sockets as whole frames of both kinds, bounded, and ending as a sequence ends.</summary>
public sealed class VenueSocketTests
{
    private static readonly Call Stream = new(Op.Stream, "stream", "GET", "", new Dictionary<string, string> { ["X-Key"] = "k" });

    [Fact]
    public async Task Frames_of_both_kinds_come_whole_and_the_sequence_ends_with_the_line()
    {
        await using var app = await ServeAsync(async socket =>
        {
            var buffer = new byte[1024];
            var got = await socket.ReceiveAsync(buffer, default);
            await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, true, default);
            await socket.SendAsync("spl"u8.ToArray(), WebSocketMessageType.Binary, false, default);
            await socket.SendAsync("it"u8.ToArray(), WebSocketMessageType.Binary, true, default);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        });
        using var port = PortKit.Port(Url(app), endpoint: "stream");
        await using var socket = await port.ConnectAsync(Stream, TestContext.Current.CancellationToken);
        await socket.SendAsync(new(true, "hello"u8.ToArray()), TestContext.Current.CancellationToken);
        var frames = await socket.FramesAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(true, "hello"), (false, "split")], frames.Select(f => (f.IsText, System.Text.Encoding.UTF8.GetString(f.Data.Span))));
    }

    [Fact]
    public async Task Line_that_breaks_or_sends_too_much_ends_the_sequence()
    {
        await using var app = await ServeAsync(async socket =>
        {
            await socket.SendAsync("one"u8.ToArray(), WebSocketMessageType.Text, true, default);
            await socket.SendAsync(new byte[5 * 1024 * 1024], WebSocketMessageType.Binary, true, default);
        });
        using var port = PortKit.Port(Url(app), endpoint: "stream");
        await using var socket = await port.ConnectAsync(Stream, TestContext.Current.CancellationToken);
        Assert.Single(await socket.FramesAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Server_that_is_no_web_socket_gives_an_io_exception()
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.AnswerAsync("{}", 401);
        });
        using var port = PortKit.Port(server.Url.Replace("http", "ws") + "/stream", endpoint: "stream");
        await Assert.ThrowsAsync<IOException>(() => port.ConnectAsync(Stream, TestContext.Current.CancellationToken));
        Assert.Contains("X-Key: k", server.Heads.Single());
    }

    [Fact]
    public async Task Only_stream_calls_of_the_manifest_are_opened()
    {
        await using var server = new RawServer(c => c.ReadRequestAsync());
        using var port = PortKit.Port(server.Url.Replace("http", "ws") + "/other", endpoint: "stream");
        await Assert.ThrowsAsync<IOException>(() => port.ConnectAsync(Stream, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IOException>(() => port.ConnectAsync(Stream with { Op = Op.Read, Path = "/v2/account" }, TestContext.Current.CancellationToken));
        Assert.Equal(0, server.Connections);
    }

    private static string Url(WebApplication app) => app.Urls.Single().Replace("http", "ws") + "/stream";

    private static async Task<WebApplication> ServeAsync(Func<WebSocket, Task> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context => await script(await context.WebSockets.AcceptWebSocketAsync()));
        await app.StartAsync();
        return app;
    }
}
