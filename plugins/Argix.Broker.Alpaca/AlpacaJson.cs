using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Broker.Alpaca;

// Alpaca's own shapes, as far as we read them. Numbers come as strings or as numbers.

internal sealed record AccountJson(string Id, string? AccountNumber, string? Status, string? Currency, decimal? Cash, decimal? Equity, decimal? BuyingPower,
    decimal? NonMarginableBuyingPower, bool TradingBlocked, bool AccountBlocked, bool TradeSuspendedByUser);

internal sealed record ClockJson(DateTimeOffset Timestamp, bool IsOpen, DateTimeOffset? NextOpen, DateTimeOffset? NextClose);

internal sealed record OrderJson(string Id, string? ClientOrderId, string? Status, string? Symbol, string? AssetClass, string? Side, string? Type, string? OrderType,
    string? TimeInForce, decimal? Qty, decimal? LimitPrice, decimal? StopPrice, decimal? FilledQty, decimal? FilledAvgPrice, string? Replaces, string? ReplacedBy,
    DateTimeOffset? SubmittedAt, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);

internal sealed record NewOrderJson(string Symbol, string Qty, string Side, string Type, string TimeInForce, string? LimitPrice, string? StopPrice, string ClientOrderId);

internal sealed record EndedJson(string? Id, int? Status);

internal sealed record PositionJson(string Symbol, string? AssetClass, decimal Qty, string? Side, decimal? AvgEntryPrice, decimal? CurrentPrice);

internal sealed record ActivityJson(string Id, string OrderId, string Symbol, string? Side, decimal Qty, decimal Price, decimal CumQty, string? OrderStatus, DateTimeOffset TransactionTime);

internal sealed record AssetJson(string Id, string Class, string? Exchange, string Symbol, string? Name, string? Status, bool Tradable, bool Fractionable,
    decimal? MinOrderSize, decimal? MinTradeIncrement, decimal? PriceIncrement);

internal sealed record ErrorJson(JsonElement? Code, string? Message);

internal sealed record QuoteJson(
    [property: JsonPropertyName("t")] DateTimeOffset T, [property: JsonPropertyName("bp")] decimal? Bid, [property: JsonPropertyName("ap")] decimal? Ask);

internal sealed record StockQuoteJson(QuoteJson? Quote);

internal sealed record CryptoQuotesJson(Dictionary<string, QuoteJson>? Quotes);

internal sealed record BarJson(
    [property: JsonPropertyName("t")] DateTimeOffset T, [property: JsonPropertyName("o")] decimal O, [property: JsonPropertyName("h")] decimal H,
    [property: JsonPropertyName("l")] decimal L, [property: JsonPropertyName("c")] decimal C, [property: JsonPropertyName("v")] decimal V);

internal sealed record StockBarsJson(BarJson[]? Bars, string? NextPageToken);

internal sealed record CryptoBarsJson(Dictionary<string, BarJson[]>? Bars, string? NextPageToken);

internal sealed record StreamJson(string? Stream, JsonElement Data);

internal sealed record AuthorizationJson(string? Status);

internal sealed record ListeningJson(string[]? Streams);

internal sealed record UpdateJson(string? Event, OrderJson? Order, decimal? Price, decimal? Qty, DateTimeOffset? Timestamp, string? ExecutionId);

internal sealed record AuthenticateJson(string Action, KeysJson Data);

internal sealed record AuthenticateTokenJson(string Action, OauthTokenJson Data);

internal sealed record OauthTokenJson(string OauthToken);

internal sealed record KeysJson(string KeyId, string SecretKey);

internal sealed record ListenJson(string Action, StreamsJson Data);

internal sealed record StreamsJson(string[] Streams);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(AccountJson))]
[JsonSerializable(typeof(ClockJson))]
[JsonSerializable(typeof(OrderJson[]))]
[JsonSerializable(typeof(NewOrderJson))]
[JsonSerializable(typeof(EndedJson[]))]
[JsonSerializable(typeof(PositionJson[]))]
[JsonSerializable(typeof(ActivityJson[]))]
[JsonSerializable(typeof(AssetJson[]))]
[JsonSerializable(typeof(ErrorJson))]
[JsonSerializable(typeof(StockQuoteJson))]
[JsonSerializable(typeof(CryptoQuotesJson))]
[JsonSerializable(typeof(StockBarsJson))]
[JsonSerializable(typeof(CryptoBarsJson))]
[JsonSerializable(typeof(StreamJson))]
[JsonSerializable(typeof(AuthorizationJson))]
[JsonSerializable(typeof(ListeningJson))]
[JsonSerializable(typeof(UpdateJson))]
[JsonSerializable(typeof(AuthenticateJson))]
[JsonSerializable(typeof(AuthenticateTokenJson))]
[JsonSerializable(typeof(ListenJson))]
internal sealed partial class AlpacaJson : JsonSerializerContext;
