using System.Text.Json.Serialization;

namespace Argix.Broker.Oanda;

// OANDA's own shapes, as far as we read them. Every number is a string.

internal sealed record AccountsJson(AccountJson[]? Accounts);

internal sealed record AccountJson(string? Id, [property: JsonPropertyName("mt4AccountID")] long? Mt4AccountId);

internal sealed record SummaryAnswerJson(SummaryJson? Account);

internal sealed record SummaryJson(string? Id, string? Alias, string? Currency, decimal? Balance, [property: JsonPropertyName("NAV")] decimal? Nav, decimal? MarginAvailable, bool HedgingEnabled);

internal sealed record ExtensionsJson(string? Id);

internal sealed record NewOrderBodyJson(NewOrderJson Order);

internal sealed record NewOrderJson(string Type, string Instrument, string Units, string TimeInForce, string? Price, string PositionFill, ExtensionsJson ClientExtensions);

/// <summary>One entry of the account's log, whatever its kind. An order's id is the id of the entry that created it.</summary>
internal sealed record TransactionJson(string? Id, DateTimeOffset? Time, [property: JsonPropertyName("batchID")] string? BatchId, string? Type, string? Reason, string? RejectReason,
    string? Instrument, decimal? Units, decimal? Price, [property: JsonPropertyName("fullVWAP")] decimal? FullVwap, decimal? Commission, string? TimeInForce, ExtensionsJson? ClientExtensions,
    [property: JsonPropertyName("orderID")] string? OrderId, [property: JsonPropertyName("clientOrderID")] string? ClientOrderId,
    [property: JsonPropertyName("replacesOrderID")] string? ReplacesOrderId, [property: JsonPropertyName("replacedByOrderID")] string? ReplacedByOrderId,
    [property: JsonPropertyName("lastTransactionID")] string? LastTransactionId);

/// <summary>What an order message is answered with, good or bad.</summary>
internal sealed record OrderAnswerJson(TransactionJson? OrderCreateTransaction, TransactionJson? OrderFillTransaction, TransactionJson? OrderCancelTransaction,
    TransactionJson? ReplacingOrderCancelTransaction, TransactionJson? OrderRejectTransaction, TransactionJson? OrderCancelRejectTransaction, string? ErrorCode, string? ErrorMessage);

internal sealed record OrderReadJson(OrderJson? Order);

internal sealed record OrdersJson(OrderJson[]? Orders);

internal sealed record OrderJson(string? Id, string? State, string? Type, string? Instrument, decimal? Units, decimal? Price, string? TimeInForce, ExtensionsJson? ClientExtensions,
    DateTimeOffset? CreateTime, [property: JsonPropertyName("fillingTransactionID")] string? FillingTransactionId,
    [property: JsonPropertyName("cancellingTransactionID")] string? CancellingTransactionId, [property: JsonPropertyName("replacesOrderID")] string? ReplacesOrderId);

internal sealed record TransactionReadJson(TransactionJson? Transaction);

internal sealed record TransactionsJson(TransactionJson[]? Transactions);

internal sealed record TransactionPagesJson(int? Count, string[]? Pages);

internal sealed record PositionsJson(PositionJson[]? Positions);

internal sealed record PositionJson(string? Instrument, PositionSideJson? Long, PositionSideJson? Short);

internal sealed record PositionSideJson(decimal? Units, decimal? AveragePrice);

internal sealed record InstrumentsJson(InstrumentJson[]? Instruments);

internal sealed record InstrumentJson(string? Name, string? Type, string? DisplayName, int? DisplayPrecision, int? TradeUnitsPrecision, decimal? MinimumTradeSize, decimal? MaximumOrderUnits);

internal sealed record PricesJson(PriceJson[]? Prices);

internal sealed record PriceJson(string? Instrument, DateTimeOffset? Time, string? Status, bool? Tradeable, BucketJson[]? Bids, BucketJson[]? Asks);

internal sealed record BucketJson(decimal? Price);

internal sealed record CandlesJson(string? Instrument, CandleJson[]? Candles);

internal sealed record CandleJson(DateTimeOffset? Time, decimal? Volume, bool Complete, CandleDataJson? Mid);

internal sealed record CandleDataJson(decimal O, decimal H, decimal L, decimal C);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32)]
[JsonSerializable(typeof(AccountsJson))]
[JsonSerializable(typeof(SummaryAnswerJson))]
[JsonSerializable(typeof(NewOrderBodyJson))]
[JsonSerializable(typeof(TransactionJson))]
[JsonSerializable(typeof(OrderAnswerJson))]
[JsonSerializable(typeof(OrderReadJson))]
[JsonSerializable(typeof(OrdersJson))]
[JsonSerializable(typeof(TransactionReadJson))]
[JsonSerializable(typeof(TransactionsJson))]
[JsonSerializable(typeof(TransactionPagesJson))]
[JsonSerializable(typeof(PositionsJson))]
[JsonSerializable(typeof(InstrumentsJson))]
[JsonSerializable(typeof(PricesJson))]
[JsonSerializable(typeof(CandlesJson))]
internal sealed partial class OandaJson : JsonSerializerContext;
