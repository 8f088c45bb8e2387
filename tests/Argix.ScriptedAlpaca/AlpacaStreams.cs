using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.ScriptedAlpaca;

// The trade stream: authenticate (either form), listen, then trade_updates; binary frames as paper has them, or text.
public sealed partial class AlpacaScript
{
    public override void Heard(StreamLine line, Frame frame)
    {
        var said = Parsed(frame.Data);
        switch (said?["action"]?.ToString())
        {
            case "authenticate" or "auth":
                var known = IsGood("keyId", (said["data"]?["key_id"] ?? said["key"])?.ToString()) && IsGood("secretKey", (said["data"]?["secret_key"] ?? said["secret"])?.ToString());
                line.Tag = known;
                line.Send(Message("authorization", new JsonObject { ["status"] = known ? "authorized" : "unauthorized", ["action"] = "authenticate" }));
                break;
            case "listen" when line.Tag is true:
                line.Send(Message("listening", new JsonObject { ["streams"] = new JsonArray("trade_updates") }));
                line.Listens = true;
                break;
        }
    }

    public override void Told(BookEvent e)
    {
        foreach (var line in Lines.Where(l => l.Listens))
        {
            line.Send(Update(e));
        }
    }

    private Frame Update(BookEvent e)
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
        return Message("trade_updates", data);
    }

    private Frame Message(string stream, JsonObject data) => new(TextFrames, Encoding.UTF8.GetBytes(new JsonObject { ["stream"] = stream, ["data"] = data }.ToJsonString()));

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
