using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Broker.Tradier;

// Tradier's own shapes, as far as we read them. Lists are read by TradierList: one element comes without its list, and none as the text "null".

internal sealed record AccountJson(JsonElement? AccountNumber, string? Classification, JsonElement? Status, string? Type);

internal sealed record OrderJson(long? Id, string? Type, string? Symbol, string? Side, decimal? Quantity, string? Status, string? Duration, decimal? Price, decimal? StopPrice, decimal? AvgFillPrice,
    decimal? ExecQuantity, DateTimeOffset? CreateDate, DateTimeOffset? TransactionDate, string? Class, string? Tag, string? ReasonDescription);

internal sealed record OrderAnswerJson(OrderJson? Order);

internal sealed record SentJson(SentOrderJson? Order, JsonElement? Errors, FaultJson? Fault);

internal sealed record SentOrderJson(long? Id, string? Status);

internal sealed record FaultJson(string? Faultstring, FaultDetailJson? Detail);

internal sealed record FaultDetailJson(string? Errorcode);

internal sealed record BalancesAnswerJson(BalancesJson? Balances);

internal sealed record BalancesJson(string? AccountNumber, decimal? TotalCash, decimal? TotalEquity, BuyingPowerJson? Margin, BuyingPowerJson? Pdt, BuyingPowerJson? Cash);

internal sealed record BuyingPowerJson(decimal? StockBuyingPower, decimal? CashAvailable);

internal sealed record PositionJson(string? Symbol, decimal? Quantity, decimal? CostBasis);

internal sealed record ClockAnswerJson(ClockJson? Clock);

internal sealed record ClockJson(string? State, long? Timestamp);

internal sealed record SecurityJson(string? Symbol, string? Exchange, string? Type, string? Description);

internal sealed record QuoteJson(string? Symbol, decimal? Bid, decimal? Ask, decimal? Last, JsonElement? TradeDate, JsonElement? BidDate, JsonElement? AskDate);

internal sealed record DayJson(DateOnly Date, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume);

internal sealed record SaleJson(long? Timestamp, decimal? Open, decimal? High, decimal? Low, decimal? Close, decimal? Volume);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString, MaxDepth = 32)]
[JsonSerializable(typeof(AccountJson))]
[JsonSerializable(typeof(OrderJson))]
[JsonSerializable(typeof(OrderAnswerJson))]
[JsonSerializable(typeof(SentJson))]
[JsonSerializable(typeof(BalancesAnswerJson))]
[JsonSerializable(typeof(PositionJson))]
[JsonSerializable(typeof(ClockAnswerJson))]
[JsonSerializable(typeof(SecurityJson))]
[JsonSerializable(typeof(QuoteJson))]
[JsonSerializable(typeof(DayJson))]
[JsonSerializable(typeof(SaleJson))]
internal sealed partial class TradierJson : JsonSerializerContext;
