using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Argix.Contracts.Testing;

/// <summary>Speaks HTTP and web sockets for a script.</summary>
internal static class ScriptServer
{
    public static async Task RunAsync(HttpContext context, VenueScript script)
    {
        var request = new Request(await CallOf(context));
        if (context.WebSockets.IsWebSocketRequest || script.IsLines(request))
        {
            await StreamAsync(context, script, new StreamLine(request));
        }
        else
        {
            await WriteAsync(context, script.Handle(request));
        }
    }

    private static async Task<Call> CallOf(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var op = context.WebSockets.IsWebSocketRequest ? Op.Stream : context.Request.Method == "GET" ? Op.Read : Op.Unknown;
        return new Call(op, "", context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()), body.ToArray());
    }

    private static async Task WriteAsync(HttpContext context, Reply reply)
    {
        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers ?? Call.NoHeaders)
        {
            context.Response.Headers[name] = value;
        }
        if (reply.Body.IsEmpty)
        {
            return;
        }
        context.Response.ContentType = reply.ContentType;
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, VenueScript script, StreamLine line)
    {
        if (script.Opened(line) is { } refused)
        {
            await WriteAsync(context, refused);
            return;
        }
        script.Room.Add(line);
        try
        {
            await (context.WebSockets.IsWebSocketRequest ? SocketAsync(context, script, line) : LinesAsync(context, line));
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The line has gone; whoever listened will come back.
        }
        finally
        {
            script.Room.Remove(line);
        }
    }

    private static async Task LinesAsync(HttpContext context, StreamLine line)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await foreach (var frame in line.Frames.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.Body.WriteAsync(frame.Data, context.RequestAborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        context.Abort();
    }

    private static async Task SocketAsync(HttpContext context, VenueScript script, StreamLine line)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var heard = HearAsync(socket, script, line, over.Token);
        await foreach (var frame in line.Frames.ReadAllAsync(over.Token))
        {
            await socket.SendAsync(frame.Data, frame.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, over.Token);
        }
        // Cut without a farewell.
        socket.Abort();
        await over.CancelAsync();
        await heard;
    }

    private static async Task HearAsync(WebSocket socket, VenueScript script, StreamLine line, CancellationToken ct)
    {
        while (await ReceiveAsync(socket, ct) is { } frame)
        {
            script.Heard(line, frame);
        }
        line.End();
    }

    private static async Task<Frame?> ReceiveAsync(WebSocket socket, CancellationToken ct)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, ct);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }
                whole.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    return new Frame(part.MessageType == WebSocketMessageType.Text, whole.ToArray());
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
