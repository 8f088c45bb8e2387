using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.ScriptedAlpaca;

// The JSON shapes, as in Alpaca's OpenAPI description.
public sealed partial class AlpacaScript
{
    private const string AccountId = "e6fe16f3-64a4-4921-8928-cadf02f92f98";

    private JsonObject Account()
    {
        var value = Book.Positions().Sum(p => p.Value.Quantity * Book.PriceOf(p.Key));
        return new JsonObject
        {
            ["id"] = AccountId, ["account_number"] = "PA0SCRIPTED1", ["status"] = AccountStands.Status, ["currency"] = "USD", ["cash"] = Text(Book.Cash),
            ["equity"] = Text(Book.Cash + value), ["portfolio_value"] = Text(Book.Cash + value), ["buying_power"] = Text(Math.Max(0, Book.Cash)),
            ["non_marginable_buying_power"] = Text(Math.Max(0, Book.Cash)), ["trading_blocked"] = AccountStands.TradingBlocked || !Rights.HasFlag(Rights.Trade), ["account_blocked"] = AccountStands.AccountBlocked,
            ["trade_suspended_by_user"] = AccountStands.TradeSuspendedByUser, ["transfers_blocked"] = false, ["shorting_enabled"] = true, ["pattern_day_trader"] = false, ["multiplier"] = "1",
        };
    }

    private JsonObject MarketClock()
    {
        var now = Clock.GetUtcNow().AddSeconds(ClockStands.SkewSeconds);
        return new JsonObject { ["timestamp"] = Time(now), ["is_open"] = ClockStands.IsOpen, ["next_open"] = Time(now.AddHours(18)), ["next_close"] = Time(now.AddHours(1)) };
    }

    private static JsonObject Order(BookOrder o)
    {
        var asset = Assets.Find(o.Symbol);
        return new JsonObject
        {
            ["id"] = o.Id, ["client_order_id"] = o.ClientOrderId, ["created_at"] = Time(o.At), ["updated_at"] = Time(o.ChangedAt ?? o.At), ["submitted_at"] = Time(o.At),
            ["filled_at"] = o.Status == "filled" ? Time(o.ChangedAt!.Value) : null, ["expired_at"] = o.Status == "expired" ? Time(o.ChangedAt!.Value) : null,
            ["canceled_at"] = o.Status == "canceled" ? Time(o.ChangedAt!.Value) : null, ["failed_at"] = o.Status == "rejected" ? Time(o.ChangedAt!.Value) : null,
            ["replaced_at"] = null, ["replaced_by"] = null, ["replaces"] = null, ["asset_id"] = asset?.Id, ["symbol"] = o.Symbol, ["asset_class"] = asset?.Class,
            ["notional"] = null, ["qty"] = Text(o.Quantity), ["filled_qty"] = Text(o.Filled), ["filled_avg_price"] = Text(o.AveragePrice), ["order_class"] = "", ["order_type"] = o.Type,
            ["type"] = o.Type, ["side"] = o.Side, ["time_in_force"] = o.TimeInForce, ["limit_price"] = Text(o.LimitPrice), ["stop_price"] = Text(o.StopPrice), ["status"] = Word(o),
            ["extended_hours"] = false, ["legs"] = null, ["trail_percent"] = null, ["trail_price"] = null, ["hwm"] = null, ["subtag"] = null, ["source"] = null,
        };
    }

    private static string Word(BookOrder o) => o.Status == "accepted" ? "new" : o.Status;

    private JsonObject Position(string symbol, decimal quantity, decimal average)
    {
        var (asset, price) = (Assets.Find(symbol), Book.PriceOf(symbol));
        return new JsonObject
        {
            // As Alpaca does, a pair stands here without its slash.
            ["asset_id"] = asset?.Id, ["symbol"] = symbol.Replace("/", "", StringComparison.Ordinal), ["exchange"] = asset?.Exchange, ["asset_class"] = asset?.Class,
            ["avg_entry_price"] = Text(average), ["qty"] = Text(quantity), ["qty_available"] = Text(quantity), ["side"] = quantity < 0 ? "short" : "long",
            ["market_value"] = Text(quantity * price), ["cost_basis"] = Text(quantity * average), ["unrealized_pl"] = Text(quantity * (price - average)), ["current_price"] = Text(price),
            ["lastday_price"] = Text(price), ["change_today"] = "0", ["asset_marginable"] = asset?.Class != "crypto",
        };
    }

    private static string ActivityId(LedgerLine f) => $"{f.At.UtcDateTime:yyyyMMddHHmmssfff}::{f.ExecutionId}";

    private JsonObject Activity(LedgerLine f)
    {
        var left = (Book.Order(orderId: f.OrderId)?.Quantity ?? 0) - (f.Cumulative ?? 0);
        return new JsonObject
        {
            ["id"] = ActivityId(f), ["activity_type"] = "FILL", ["transaction_time"] = Time(f.At), ["type"] = left > 0 ? "partial_fill" : "fill", ["price"] = Text(f.Price), ["qty"] = Text(f.Quantity), ["side"] = f.Side,
            ["symbol"] = f.Symbol, ["leaves_qty"] = Text(left), ["order_id"] = f.OrderId, ["cum_qty"] = Text(f.Cumulative),
            ["order_status"] = left > 0 ? "partially_filled" : "filled",
        };
    }

    private JsonObject Quote(string symbol)
    {
        var price = Book.PriceOf(Assets.Find(symbol)?.Symbol ?? symbol);
        return new JsonObject { ["t"] = Time(Clock.GetUtcNow()), ["ax"] = "V", ["ap"] = price, ["as"] = 1, ["bx"] = "V", ["bp"] = price, ["bs"] = 1, ["c"] = new JsonArray("R"), ["z"] = "C" };
    }

    private JsonArray Bars(string symbol) => _bars.TryGetValue(symbol, out var bars) ? (JsonArray)bars.DeepClone() : [];
}
