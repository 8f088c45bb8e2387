using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.ScriptedKraken;

// The executions channel: subscribe with a token, then numbered updates that carry only what changed; pings are answered.
public sealed partial class KrakenScript
{
    private const string Token = "scripted-token";
    private long _sequence;

    public override void Heard(StreamLine line, Frame frame)
    {
        var said = Parsed(frame.Data);
        var wanted = said?["params"] as JsonObject;
        var known = wanted?["token"]?.ToString() == Token && wanted["channel"]?.ToString() == "executions";
        switch (said?["method"]?.ToString())
        {
            case "ping":
                line.Send(new JsonObject { ["method"] = "pong" });
                break;
            case "subscribe" when known:
                line.Send(new JsonObject { ["method"] = "subscribe", ["success"] = true, ["result"] = new JsonObject { ["channel"] = "executions" } });
                line.Listens = true;
                break;
            case "subscribe":
                line.Send(new JsonObject { ["method"] = "subscribe", ["success"] = false, ["error"] = "ESession:Invalid session" });
                break;
        }
    }

    public override void Beat(StreamLine line) => line.Send(new JsonObject { ["channel"] = "heartbeat" });

    public override void Told(BookEvent e)
    {
        var number = Interlocked.Increment(ref _sequence);
        foreach (var line in Lines.Where(l => l.Listens))
        {
            line.Send(new JsonObject { ["channel"] = "executions", ["type"] = "update", ["data"] = new JsonArray(Update(e)), ["sequence"] = number });
        }
    }

    private JsonObject Update(BookEvent e)
    {
        var (order, line) = (e.Order, e.Line);
        var data = new JsonObject
        {
            ["order_id"] = order.Id, ["timestamp"] = Stamp(line.At), ["exec_type"] = line.Kind switch { "accepted" => "new", "fill" => "trade", "changed" => "amended", "rejected" => "canceled", var kind => kind },
            ["order_status"] = order.Status switch { "accepted" => "new", "rejected" => "canceled", var status => status },
        };
        if (line.Kind is "accepted" or "changed")
        {
            (data["cl_ord_id"], data["symbol"], data["side"]) = (order.ClientOrderId, Instruments.First(t => t.VenueSymbol == order.Symbol).Symbol, order.Side);
            (data["order_type"], data["order_qty"], data["limit_price"]) = (Type(order), order.Quantity, order.LimitPrice);
        }
        if (line.Kind == "fill")
        {
            (data["exec_id"], data["last_qty"], data["last_price"], data["cum_qty"], data["avg_price"]) = (line.ExecutionId, line.Quantity, line.Price, line.Cumulative, order.AveragePrice);
            data["fees"] = new JsonArray(new JsonObject { ["asset"] = "USD", ["qty"] = 0 });
        }
        return data;
    }

    private static JsonObject? Parsed(ReadOnlyMemory<byte> message)
    {
        try
        {
            return JsonNode.Parse(message.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
