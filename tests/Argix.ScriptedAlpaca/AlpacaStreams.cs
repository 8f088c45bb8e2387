using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Contracts.Testing;
using Microsoft.AspNetCore.Http;

namespace Argix.ScriptedAlpaca;

// The trade stream: authenticate (either form), listen, then trade_updates; binary frames as paper has them, or text.
internal sealed partial class AlpacaDialect
{
    private WebSocketMessageType Frames => parts.Option("frames", "binary") == "text" ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    private async Task StreamAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var (known, pump) = (false, Task.CompletedTask);
        while (await StreamHub.ReceiveAsync(socket, over.Token) is { } message)
        {
            var said = Parsed(message);
            switch (said?["action"]?.ToString())
            {
                case "authenticate" or "auth":
                    known = Knows((said["data"]?["key_id"] ?? said["key"])?.ToString(), (said["data"]?["secret_key"] ?? said["secret"])?.ToString());
                    await socket.SendAsync(Bytes("authorization", new JsonObject { ["status"] = known ? "authorized" : "unauthorized", ["action"] = "authenticate" }), Frames, true, over.Token);
                    break;
                case "listen" when known && pump.IsCompleted:
                    pump = parts.Streams.PumpAsync(socket, Listening(), Frames, over.Token);
                    break;
                case "listen" when known:
                    parts.Streams.SendTo(socket, Listening());
                    break;
            }
        }
        await over.CancelAsync();
        await pump;
    }

    private static byte[] Listening() => Bytes("listening", new JsonObject { ["streams"] = new JsonArray("trade_updates") });

    private static byte[] Message(BookEvent e)
    {
        var (order, line) = (e.Order, e.Line);
        var data = new JsonObject
        {
            ["event"] = line.Kind switch { "accepted" => "new", "fill" => order.Status == "filled" ? "fill" : "partial_fill", var kind => kind },
            ["timestamp"] = Time(line.At), ["order"] = Order(order),
        };
        if (line.Kind == "fill")
        {
            (data["execution_id"], data["price"], data["qty"]) = (line.ExecutionId, Text(line.Price), Text(line.Quantity));
        }
        return Bytes("trade_updates", data);
    }

    private static byte[] Bytes(string stream, JsonObject data) => Encoding.UTF8.GetBytes(new JsonObject { ["stream"] = stream, ["data"] = data }.ToJsonString());

    private static JsonObject? Parsed(byte[] message)
    {
        try
        {
            return JsonNode.Parse(message) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
