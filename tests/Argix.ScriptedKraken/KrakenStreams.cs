using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Contracts.Testing;
using Microsoft.AspNetCore.Http;

namespace Argix.ScriptedKraken;

// The executions channel: subscribe with a token, then updates that carry only what changed; pings are answered.
internal sealed partial class KrakenDialect
{
    private const string Token = "scripted-token";
    private long _sequence;

    private async Task StreamAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var pump = Task.CompletedTask;
        while (await StreamHub.ReceiveAsync(socket, over.Token) is { } message)
        {
            var said = Parsed(message);
            var known = said?["params"]?["token"]?.ToString() == Token && said["params"]!["channel"]?.ToString() == "executions";
            if (said?["method"]?.ToString() == "ping")
            {
                parts.Streams.SendTo(socket, Bytes(new JsonObject { ["method"] = "pong" }));
            }
            else if (said?["method"]?.ToString() == "subscribe" && !known)
            {
                await socket.SendAsync(Bytes(new JsonObject { ["method"] = "subscribe", ["success"] = false, ["error"] = "ESession:Invalid session" }), WebSocketMessageType.Text, true, over.Token);
            }
            else if (known && pump.IsCompleted)
            {
                pump = parts.Streams.PumpAsync(socket, Bytes(new JsonObject { ["method"] = "subscribe", ["success"] = true, ["result"] = new JsonObject { ["channel"] = "executions" } }), WebSocketMessageType.Text, over.Token);
            }
        }
        await over.CancelAsync();
        await pump;
    }

    private byte[] Message(BookEvent e)
    {
        var (order, line) = (e.Order, e.Line);
        var data = new JsonObject
        {
            ["order_id"] = Txid(order.Id), ["timestamp"] = Stamp(line.At), ["exec_type"] = line.Kind switch { "accepted" => "new", "fill" => "trade", var kind => kind },
            ["order_status"] = order.Status switch { "accepted" => "new", var status => status },
        };
        if (line.Kind == "accepted")
        {
            (data["cl_ord_id"], data["symbol"], data["side"], data["order_type"], data["order_qty"], data["limit_price"]) = (order.ClientOrderId, order.Symbol, order.Side, Type(order), order.Quantity, order.LimitPrice);
        }
        if (line.Kind == "fill")
        {
            (data["exec_id"], data["last_qty"], data["last_price"], data["cum_qty"], data["avg_price"]) = (TradeId(line), line.Quantity, line.Price, line.Cumulative, order.AveragePrice);
            data["fees"] = new JsonArray(new JsonObject { ["asset"] = "USD", ["qty"] = 0 });
        }
        return Bytes(new JsonObject { ["channel"] = "executions", ["type"] = "update", ["data"] = new JsonArray(data), ["sequence"] = ++_sequence });
    }

    private static byte[] Bytes(JsonObject message) => Encoding.UTF8.GetBytes(message.ToJsonString());

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
