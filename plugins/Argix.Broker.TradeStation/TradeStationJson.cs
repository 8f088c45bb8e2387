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

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(AccountsJson))]
[JsonSerializable(typeof(BalancesJson))]
[JsonSerializable(typeof(PositionsJson))]
[JsonSerializable(typeof(OrdersJson))]
[JsonSerializable(typeof(ProblemJson))]
internal sealed partial class TradeStationJson : JsonSerializerContext;
