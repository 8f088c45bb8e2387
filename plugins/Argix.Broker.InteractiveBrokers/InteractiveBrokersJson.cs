using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Broker.InteractiveBrokers;

// Shapes of the Client Portal gateway, as far as we read them. The spellings differ from call to call.

internal sealed record TickleJson(TickleServerJson? Iserver, string? Error);

internal sealed record TickleServerJson(StatusJson? AuthStatus);

internal sealed record StatusJson(bool Authenticated, bool Connected, bool Competing, string? Message, string? Error);

internal sealed record InitJson(bool Publish, bool Compete);

internal sealed record SuppressJson(string[] MessageIds);

internal sealed record BrokerageAccountsJson(string[]? Accounts, string? Error);

internal sealed record PortfolioAccountJson(string? Id, string? AccountId, string? DisplayName, string? Currency, string? Type);

internal sealed record SummaryJson(decimal? TotalCashValue, decimal? AvailableFunds, decimal? NetLiquidationValue, decimal? BuyingPower);

internal sealed record PositionJson(long? Conid, string? ContractDesc, string? Ticker, decimal? Position, decimal? AvgPrice, decimal? MktPrice, string? Currency, string? AssetClass);

internal sealed record OrdersMessageJson(OrderMessageJson[] Orders);

internal sealed record OrderMessageJson(string AcctId, long Conid, [property: JsonPropertyName("cOID")] string COid, string OrderType, string Side, decimal Quantity, string Tif, decimal? Price,
    [property: JsonPropertyName("outsideRTH")] bool OutsideRth);

/// <summary>One element of the answer to an order message: the order's number, or a question.</summary>
internal sealed record AnsweredJson([property: JsonPropertyName("order_id")] JsonElement? OrderId, [property: JsonPropertyName("order_status")] string? OrderStatus, string? Msg, string? Id, string[]? Message,
    string[]? MessageIds, string? Error);

internal sealed record OrdersJson(OrderJson[]? Orders, string? Error);

internal sealed record OrderJson(string? Acct, string? Account, long? OrderId, [property: JsonPropertyName("order_ref")] string? OrderRef, long? Conid, string? Ticker, string? SecType, string? CashCcy,
    decimal? TotalSize, decimal? FilledQuantity, string? Status, string? OrderType, string? OrigOrderType, JsonElement? Price, JsonElement? AuxPrice, string? TimeInForce, string? Side, JsonElement? AvgPrice,
    [property: JsonPropertyName("lastExecutionTime_r")] long? LastExecutionTime);

internal sealed record TradeJson([property: JsonPropertyName("execution_id")] string? ExecutionId, string? Symbol, string? Side, [property: JsonPropertyName("order_ref")] string? OrderRef,
    [property: JsonPropertyName("order_id")] long? OrderId, [property: JsonPropertyName("trade_time_r")] long? TradeTime, decimal? Size, decimal? Price, decimal? Commission, string? Account,
    [property: JsonPropertyName("sec_type")] string? SecType, long? Conid);

internal sealed record StockJson(string? Name, string? AssetClass, ContractJson[]? Contracts);

internal sealed record ContractJson(long? Conid, string? Exchange, [property: JsonPropertyName("isUS")] bool IsUs);

internal sealed record RulesRequestJson(long Conid, bool IsBuy);

internal sealed record RulesJson(decimal? Increment, string? Error);

internal sealed record HistoryJson(HistoryBarJson[]? Data, string? Error);

internal sealed record HistoryBarJson(long T, decimal O, decimal H, decimal L, decimal C, decimal? V);

internal sealed record ScheduleJson(Dictionary<string, ScheduleDayJson>? Schedules);

internal sealed record ScheduleDayJson([property: JsonPropertyName("liquid_hours")] HoursJson[]? LiquidHours);

internal sealed record HoursJson(long Opening, long Closing);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32)]
[JsonSerializable(typeof(TickleJson))]
[JsonSerializable(typeof(StatusJson))]
[JsonSerializable(typeof(InitJson))]
[JsonSerializable(typeof(SuppressJson))]
[JsonSerializable(typeof(BrokerageAccountsJson))]
[JsonSerializable(typeof(PortfolioAccountJson[]))]
[JsonSerializable(typeof(SummaryJson))]
[JsonSerializable(typeof(PositionJson[]))]
[JsonSerializable(typeof(OrdersMessageJson))]
[JsonSerializable(typeof(OrderMessageJson))]
[JsonSerializable(typeof(AnsweredJson))]
[JsonSerializable(typeof(AnsweredJson[]))]
[JsonSerializable(typeof(OrdersJson))]
[JsonSerializable(typeof(TradeJson[]))]
[JsonSerializable(typeof(Dictionary<string, StockJson[]>))]
[JsonSerializable(typeof(RulesRequestJson))]
[JsonSerializable(typeof(RulesJson))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>[]))]
[JsonSerializable(typeof(HistoryJson))]
[JsonSerializable(typeof(ScheduleJson))]
internal sealed partial class InteractiveBrokersJson : JsonSerializerContext;
