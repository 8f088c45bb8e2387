using System.Text.Json.Serialization;

namespace Argix.Broker.TradeStation;

// TradeStation's own shapes, as far as we read them. Numbers come as strings.

internal sealed record AccountsJson(AccountJson[]? Accounts);

internal sealed record AccountJson(string? AccountID, string? AccountType, string? Currency, string? Status);

internal sealed record BalancesJson(BalanceJson[]? Balances, ProblemJson[]? Errors);

internal sealed record BalanceJson(string? AccountID, decimal? CashBalance, decimal? BuyingPower, decimal? Equity);

internal sealed record PositionsJson(PositionJson[]? Positions, ProblemJson[]? Errors);

internal sealed record PositionJson(string? AccountID, string? Symbol, string? AssetType, string? LongShort, decimal? Quantity, decimal? AveragePrice, decimal? Last);

internal sealed record OrdersJson(OrderJson[]? Orders, ProblemJson[]? Errors, string? NextToken);

internal sealed record OrderJson(string? AccountID, string? OrderID, string? Status, string? OrderType, string? Duration, decimal? LimitPrice, decimal? StopPrice,
    decimal? FilledPrice, string? RejectReason, DateTimeOffset? OpenedDateTime, DateTimeOffset? ClosedDateTime, LegJson[]? Legs);

internal sealed record LegJson(string? Symbol, string? AssetType, string? BuyOrSell, decimal? QuantityOrdered, decimal? ExecQuantity, decimal? ExecutionPrice);

internal sealed record ProblemJson(string? AccountID, string? Error, string? Message);

internal sealed record NewOrderJson(string AccountID, string Symbol, string Quantity, string OrderType, string TradeAction, DurationJson TimeInForce, string? LimitPrice, string? StopPrice,
    string Route, string OrderConfirmID);

internal sealed record DurationJson(string Duration);

internal sealed record ChangeJson(string? Quantity, string? LimitPrice, string? StopPrice);

internal sealed record SentJson(SentOrderJson[]? Orders, SentOrderJson[]? Errors);

internal sealed record SentOrderJson(string? OrderID, string? Error, string? Message);

/// <summary>One line of the order stream: an order, a sign of life, a word about the stream itself, or a mistake.</summary>
internal sealed record LineJson(long? Heartbeat, string? StreamStatus, string? Error, string? Message, string? OrderID);

internal sealed record SymbolsJson(SymbolJson[]? Symbols, SymbolProblemJson[]? Errors);

internal sealed record SymbolProblemJson(string? Symbol, string? Error, string? Message);

internal sealed record SymbolJson(string? Symbol, string? AssetType, string? Currency, string? Description, string? Exchange, PriceFormatJson? PriceFormat, QuantityFormatJson? QuantityFormat);

internal sealed record PriceFormatJson(decimal? Increment, decimal? PointValue);

internal sealed record QuantityFormatJson(decimal? Increment, decimal? MinimumTradeQuantity);

internal sealed record QuotesJson(QuoteJson[]? Quotes, SymbolProblemJson[]? Errors);

internal sealed record QuoteJson(string? Symbol, decimal? Bid, decimal? Ask, decimal? Last, DateTimeOffset? TradeTime, FlagsJson? MarketFlags);

internal sealed record FlagsJson(bool? IsDelayed);

internal sealed record BarsJson(BarJson[]? Bars);

internal sealed record BarJson(DateTimeOffset TimeStamp, decimal Open, decimal High, decimal Low, decimal Close, decimal? TotalVolume, string? BarStatus);

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32)]
[JsonSerializable(typeof(AccountsJson))]
[JsonSerializable(typeof(BalancesJson))]
[JsonSerializable(typeof(PositionsJson))]
[JsonSerializable(typeof(OrdersJson))]
[JsonSerializable(typeof(OrderJson))]
[JsonSerializable(typeof(ProblemJson))]
[JsonSerializable(typeof(NewOrderJson))]
[JsonSerializable(typeof(ChangeJson))]
[JsonSerializable(typeof(SentJson))]
[JsonSerializable(typeof(SentOrderJson))]
[JsonSerializable(typeof(LineJson))]
[JsonSerializable(typeof(SymbolsJson))]
[JsonSerializable(typeof(QuotesJson))]
[JsonSerializable(typeof(BarsJson))]
internal sealed partial class TradeStationJson : JsonSerializerContext;
