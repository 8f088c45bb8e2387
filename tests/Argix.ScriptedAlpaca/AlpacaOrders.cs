using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts.Testing;

namespace Argix.ScriptedAlpaca;

// Taking orders: what Alpaca checks, in the words in which it refuses.
public sealed partial class AlpacaScript
{
    private Reply Submit(JsonObject? body)
    {
        if (body is null)
        {
            return Error(400, 40010000, "request body format is invalid");
        }
        string? Word(string name) => body[name]?.ToString();
        var asset = Assets.Find(Word("symbol") ?? "");
        if (Refusal(asset, Word) is { } refusal)
        {
            return refusal;
        }
        var order = Book.Accept(Word("client_order_id")!, asset!.Symbol, Word("side")!, Word("type")!, Word("time_in_force")!, Request.Number(Word("qty"))!.Value,
            Request.Number(Word("limit_price")), Request.Number(Word("stop_price")));
        return order is null ? Error(422, 40010001, "client_order_id must be unique") : Reply.Json(Order(order));
    }

    private Reply? Refusal(Asset? asset, Func<string, string?> word)
    {
        var (qty, type, tif, side) = (Request.Number(word("qty")), word("type"), word("time_in_force"), word("side"));
        if (!MayTrade)
        {
            return Error(403, 40310000, "account is not allowed to trade");
        }
        if (asset is null)
        {
            return Error(422, 40010001, $"asset \"{word("symbol")}\" not found");
        }
        if (word("client_order_id") is not { Length: > 0 and <= 128 } id)
        {
            return Error(422, 40010001, "client_order_id must be between 1 and 128 characters");
        }
        if (Book.Order(clientOrderId: id) is not null)
        {
            return Error(422, 40010001, "client_order_id must be unique");
        }
        if (qty is not > 0 || type is not ("market" or "limit" or "stop" or "stop_limit") || side is not ("buy" or "sell"))
        {
            return Error(422, 40010001, "qty must be > 0, type and side must be known");
        }
        if (tif is not ("day" or "gtc" or "ioc" or "fok") || asset.Class == "crypto" && tif is "day" or "fok")
        {
            return Error(422, 42210000, "invalid time_in_force");
        }
        if (type is "limit" or "stop_limit" != (Request.Number(word("limit_price")) is > 0) || type is "stop" or "stop_limit" != (Request.Number(word("stop_price")) is > 0))
        {
            return Error(422, 40010001, $"{type} orders need exactly their prices");
        }
        return Affordable(asset, side == "buy", qty.Value, Request.Number(word("limit_price")) ?? Book.PriceOf(asset.Symbol));
    }

    private Reply? Affordable(Asset asset, bool buy, decimal quantity, decimal price)
    {
        if (buy)
        {
            return quantity * price > Book.Cash ? Error(403, 40310000, "insufficient buying power") : null;
        }
        var held = Book.Positions().GetValueOrDefault(asset.Symbol).Quantity;
        return asset.Class == "crypto" && held < quantity ? Error(403, 40310000, $"insufficient balance for {asset.Symbol}") : null;
    }

    private JsonArray Orders(IReadOnlyDictionary<string, string> query)
    {
        var rows = Book.Orders().Where(o => query.GetValueOrDefault("status") switch { "all" => true, "closed" => !o.IsOpen, _ => o.IsOpen });
        if (DateTimeOffset.TryParse(query.GetValueOrDefault("after"), CultureInfo.InvariantCulture, out var after))
        {
            rows = rows.Where(o => o.At > after);
        }
        if (DateTimeOffset.TryParse(query.GetValueOrDefault("until"), CultureInfo.InvariantCulture, out var until))
        {
            rows = rows.Where(o => o.At < until);
        }
        var limit = int.TryParse(query.GetValueOrDefault("limit"), CultureInfo.InvariantCulture, out var n) ? Math.Clamp(n, 1, 500) : 50;
        return List((query.GetValueOrDefault("direction") == "asc" ? rows : rows.Reverse()).Take(limit).Select(Order));
    }

    private JsonArray Activities(IReadOnlyDictionary<string, string> query)
    {
        var rows = Book.Fills().AsEnumerable();
        if (DateTimeOffset.TryParse(query.GetValueOrDefault("after"), CultureInfo.InvariantCulture, out var after))
        {
            rows = rows.Where(f => f.At > after);
        }
        rows = query.GetValueOrDefault("direction") == "asc" ? rows : rows.Reverse();
        if (query.GetValueOrDefault("page_token") is { Length: > 0 } token)
        {
            rows = rows.SkipWhile(f => ActivityId(f) != token).Skip(1);
        }
        var size = int.TryParse(query.GetValueOrDefault("page_size"), CultureInfo.InvariantCulture, out var n) ? Math.Clamp(n, 1, 100) : 100;
        return List(rows.Take(size).Select(Activity));
    }
}
