using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Broker.Binance;

// Binance's own shapes, as far as we read them. Amounts come as strings.

internal sealed record AccountJson(bool CanTrade, bool CanWithdraw, long? Uid, BalanceJson[]? Balances);

internal sealed record BalanceJson(string? Asset, decimal Free, decimal Locked);

internal sealed record RestrictionsJson(bool EnableReading, bool EnableSpotAndMarginTrading, bool EnableWithdrawals, bool IpRestrict);

internal sealed record OrderJson(string? Symbol, long? OrderId, string? ClientOrderId, string? OrigClientOrderId, decimal? Price, decimal? OrigQty, decimal? ExecutedQty, decimal? CummulativeQuoteQty,
    string? Status, string? TimeInForce, string? Type, string? Side, decimal? StopPrice, long? Time, long? UpdateTime, long? TransactTime, FillJson[]? Fills);

internal sealed record FillJson(decimal Price, decimal Qty, decimal? Commission, string? CommissionAsset, long? TradeId);

internal sealed record TradeJson(string? Symbol, long Id, long OrderId, decimal Price, decimal Qty, decimal? Commission, string? CommissionAsset, long Time, bool IsBuyer);

internal sealed record ErrorJson(int? Code, string? Msg);

internal sealed record ExchangeJson(SymbolJson[]? Symbols);

internal sealed record SymbolJson(string? Symbol, string? Status, string? BaseAsset, string? QuoteAsset, FilterJson[]? Filters);

internal sealed record FilterJson(string? FilterType, decimal? TickSize, decimal? StepSize, decimal? MinQty, decimal? MaxQty, decimal? MinNotional);

internal sealed record QuoteJson(decimal? BidPrice, decimal? AskPrice);

internal sealed record SubscribeJson(string Id, string Method, SubscribeParamsJson Params);

internal sealed record SubscribeParamsJson(string ApiKey, long Timestamp, string Signature);

internal sealed record MessageJson(int? Status, JsonElement Event, ErrorJson? Error);

// The stream has one letter for each thing, and capitals for others.
internal sealed record ReportJson(
    [property: JsonPropertyName("e")] string? Kind, [property: JsonPropertyName("s")] string? Symbol, [property: JsonPropertyName("c")] string? ClientOrderId,
    [property: JsonPropertyName("C")] string? OriginalId, [property: JsonPropertyName("S")] string? Side, [property: JsonPropertyName("o")] string? Type,
    [property: JsonPropertyName("f")] string? TimeInForce, [property: JsonPropertyName("q")] decimal? Quantity, [property: JsonPropertyName("p")] decimal? Price,
    [property: JsonPropertyName("P")] decimal? StopPrice, [property: JsonPropertyName("x")] string? Execution, [property: JsonPropertyName("X")] string? Status,
    [property: JsonPropertyName("r")] string? Reason, [property: JsonPropertyName("i")] long? OrderId, [property: JsonPropertyName("l")] decimal? LastQuantity,
    [property: JsonPropertyName("L")] decimal? LastPrice, [property: JsonPropertyName("z")] decimal? Filled, [property: JsonPropertyName("Z")] decimal? FilledMoney,
    [property: JsonPropertyName("n")] decimal? Fee, [property: JsonPropertyName("N")] string? FeeAsset, [property: JsonPropertyName("T")] long? Time, [property: JsonPropertyName("t")] long? TradeId);

internal sealed record KindJson([property: JsonPropertyName("e")] string? Kind);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(AccountJson))]
[JsonSerializable(typeof(RestrictionsJson))]
[JsonSerializable(typeof(OrderJson))]
[JsonSerializable(typeof(OrderJson[]))]
[JsonSerializable(typeof(TradeJson[]))]
[JsonSerializable(typeof(ErrorJson))]
[JsonSerializable(typeof(ExchangeJson))]
[JsonSerializable(typeof(QuoteJson))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonElement[][]))]
[JsonSerializable(typeof(SubscribeJson))]
[JsonSerializable(typeof(MessageJson))]
[JsonSerializable(typeof(ReportJson))]
[JsonSerializable(typeof(KindJson))]
internal sealed partial class BinanceJson : JsonSerializerContext;
