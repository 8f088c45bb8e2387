using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Broker.Kraken;

// Kraken's own shapes, as far as we read them. Numbers come as strings or as numbers.

internal sealed record EnvelopeJson(string[]? Error, JsonElement Result);

internal sealed record KeyInfoJson(string? ApiKeyName, string? Iban, string[]? Permissions, decimal? ValidUntil);

internal sealed record HoldingJson(decimal Balance, decimal? HoldTrade, decimal? Credit, decimal? CreditUsed);

internal sealed record DescriptionJson(string? Pair, string? Type, string? Ordertype, string? Price, string? Price2);

internal sealed record OrderJson(string? ClOrdId, string? Status, string? Reason, decimal? Opentm, decimal? Closetm, DescriptionJson? Descr, decimal? Vol, decimal? VolExec, decimal? Price);

internal sealed record OpenJson(Dictionary<string, OrderJson>? Open);

internal sealed record ClosedJson(Dictionary<string, OrderJson>? Closed, int? Count);

internal sealed record TradeJson(string? Ordertxid, string? Pair, decimal Time, string? Type, decimal Price, decimal Vol, decimal? Fee);

internal sealed record TradesJson(Dictionary<string, TradeJson>? Trades, int? Count);

internal sealed record AddedJson(string[]? Txid, string? ClOrdId);

internal sealed record CancelledJson(int? Count, bool? Pending);

internal sealed record AmendedJson(string? AmendId);

internal sealed record DeadManJson([property: JsonPropertyName("triggerTime")] string? TriggerTime);

internal sealed record TokenJson(string? Token);

internal sealed record PairJson(string? Altname, string? Wsname, string? Base, string? Quote, int PairDecimals, int LotDecimals, decimal? Ordermin, decimal? Costmin, decimal? TickSize, string? Status);

internal sealed record TickerJson(decimal[]? A, decimal[]? B, decimal[]? C);

internal sealed record SubscribeJson(string Method, SubscribeParamsJson Params, int ReqId);

internal sealed record SubscribeParamsJson(string Channel, string Token, bool SnapOrders, bool SnapTrades);

internal sealed record MessageJson(string? Channel, string? Type, string? Method, bool? Success, string? Error, long? Sequence, JsonElement Data);

internal sealed record ExecutionJson(string? ExecType, string? OrderId, string? ClOrdId, string? Symbol, string? Side, string? OrderType, decimal? OrderQty, decimal? LimitPrice, decimal? CumQty,
    decimal? AvgPrice, decimal? LastQty, decimal? LastPrice, string? ExecId, FeeJson[]? Fees, string? OrderStatus, DateTimeOffset? Timestamp, string? TimeInForce, string? Reason, TriggersJson? Triggers);

internal sealed record FeeJson(string? Asset, decimal Qty);

internal sealed record TriggersJson(decimal? Price);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(EnvelopeJson))]
[JsonSerializable(typeof(KeyInfoJson))]
[JsonSerializable(typeof(Dictionary<string, HoldingJson>))]
[JsonSerializable(typeof(Dictionary<string, decimal>))]
[JsonSerializable(typeof(Dictionary<string, OrderJson>))]
[JsonSerializable(typeof(Dictionary<string, TradeJson>))]
[JsonSerializable(typeof(OpenJson))]
[JsonSerializable(typeof(ClosedJson))]
[JsonSerializable(typeof(TradesJson))]
[JsonSerializable(typeof(AddedJson))]
[JsonSerializable(typeof(CancelledJson))]
[JsonSerializable(typeof(AmendedJson))]
[JsonSerializable(typeof(DeadManJson))]
[JsonSerializable(typeof(TokenJson))]
[JsonSerializable(typeof(Dictionary<string, PairJson>))]
[JsonSerializable(typeof(Dictionary<string, TickerJson>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(SubscribeJson))]
[JsonSerializable(typeof(MessageJson))]
[JsonSerializable(typeof(ExecutionJson[]))]
internal sealed partial class KrakenJson : JsonSerializerContext;
