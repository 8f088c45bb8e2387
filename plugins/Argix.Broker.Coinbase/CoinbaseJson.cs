using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Broker.Coinbase;

// Coinbase's own shapes, as far as we read them. Amounts are strings, and an absent one may be an empty string.

internal sealed record TokenHeadJson(string Alg, string Kid, string Nonce, string Typ);

internal sealed record TokenBodyJson(string Sub, string Iss, long Nbf, long Exp, string? Uri);

internal sealed record PermissionsJson(bool CanView, bool CanTrade, bool CanTransfer, string? PortfolioUuid, string? PortfolioType);

internal sealed record AccountsJson(WalletJson[]? Accounts, bool? HasNext, string? Cursor);

internal sealed record WalletJson(string? Currency, AmountJson? AvailableBalance, AmountJson? Hold);

internal sealed record AmountJson(string? Value);

internal sealed record NewOrderJson(string ClientOrderId, string ProductId, string Side, Dictionary<string, ConfigurationJson> OrderConfiguration);

internal sealed record ConfigurationJson(JsonElement? BaseSize, string? LimitPrice = null, string? StopPrice = null, string? StopDirection = null, bool? PostOnly = null);

internal sealed record PlacedJson(bool? Success, PlacedOrderJson? SuccessResponse, RefusalJson? ErrorResponse);

internal sealed record PlacedOrderJson(string? OrderId, string? ClientOrderId);

internal sealed record RefusalJson(string? Error, string? Message, string? ErrorDetails, string? PreviewFailureReason, string? NewOrderFailureReason);

internal sealed record CancelJson(string[] OrderIds);

internal sealed record CancelledJson(CancelResultJson[]? Results);

internal sealed record CancelResultJson(bool? Success, string? FailureReason, string? OrderId);

internal sealed record EditJson(string OrderId, string? Price, string? Size);

internal sealed record EditedJson(bool? Success, EditFailureJson? ErrorResponse, JsonElement Errors);

internal sealed record EditFailureJson(string? EditOrderFailureReason, string? EditFailureReason, string? PreviewFailureReason);

internal sealed record OrderAnswerJson(OrderJson? Order);

internal sealed record OrdersJson(OrderJson[]? Orders, bool? HasNext, string? Cursor);

internal sealed record OrderJson(string? OrderId, string? ProductId, Dictionary<string, ConfigurationJson>? OrderConfiguration, string? Side, string? ClientOrderId, string? Status, string? TimeInForce,
    DateTimeOffset? CreatedTime, string? FilledSize, string? AverageFilledPrice, bool? PendingCancel, string? OrderType, string? RejectReason, string? RejectMessage, string? CancelMessage,
    DateTimeOffset? LastFillTime, ChangeJson[]? EditHistory);

internal sealed record ChangeJson(string? Price, string? Size, string? ReplaceAcceptTimestamp);

internal sealed record FillsJson(FillJson[]? Fills, string? Cursor);

internal sealed record FillJson(string? EntryId, string? TradeId, string? OrderId, DateTimeOffset? TradeTime, string? TradeType, string? Price, string? Size, string? Commission, string? ProductId,
    bool? SizeInQuote, string? Side);

internal sealed record ProductsJson(ProductJson[]? Products);

internal sealed record ProductJson(string? ProductId, string? BaseIncrement, string? QuoteIncrement, string? PriceIncrement, string? BaseMinSize, string? BaseMaxSize, string? QuoteMinSize,
    string? BaseName, string? Status, bool? IsDisabled, bool? TradingDisabled, bool? ViewOnly, bool? CancelOnly, string? BaseCurrencyId, string? QuoteCurrencyId);

internal sealed record BookJson(PriceBookJson? Pricebook);

internal sealed record PriceBookJson(string? ProductId, LevelJson[]? Bids, LevelJson[]? Asks, DateTimeOffset? Time);

internal sealed record LevelJson(string? Price);

internal sealed record CandlesJson(CandleJson[]? Candles);

internal sealed record CandleJson(string? Start, string? Low, string? High, string? Open, string? Close, string? Volume);

internal sealed record ErrorJson(string? Error, string? Message, string? ErrorDetails);

internal sealed record SubscribeJson(string Type, string Channel, string Jwt);

internal sealed record MessageJson(string? Type, string? Channel, string? Message, long? SequenceNum, EventJson[]? Events);

internal sealed record EventJson(string? Type, UserOrderJson[]? Orders, JsonElement Subscriptions);

internal sealed record UserOrderJson(string? OrderId, string? ClientOrderId, string? ProductId, string? Status, string? OrderSide, string? OrderType, string? TimeInForce, string? CumulativeQuantity,
    string? LeavesQuantity, string? AvgPrice, string? LimitPrice, string? StopPrice, string? CancelReason, string? RejectReason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(TokenHeadJson))]
[JsonSerializable(typeof(TokenBodyJson))]
[JsonSerializable(typeof(PermissionsJson))]
[JsonSerializable(typeof(AccountsJson))]
[JsonSerializable(typeof(NewOrderJson))]
[JsonSerializable(typeof(PlacedJson))]
[JsonSerializable(typeof(CancelJson))]
[JsonSerializable(typeof(CancelledJson))]
[JsonSerializable(typeof(EditJson))]
[JsonSerializable(typeof(EditedJson))]
[JsonSerializable(typeof(EditFailureJson))]
[JsonSerializable(typeof(EditFailureJson[]))]
[JsonSerializable(typeof(OrderAnswerJson))]
[JsonSerializable(typeof(OrdersJson))]
[JsonSerializable(typeof(FillsJson))]
[JsonSerializable(typeof(ProductsJson))]
[JsonSerializable(typeof(ProductJson))]
[JsonSerializable(typeof(BookJson))]
[JsonSerializable(typeof(CandlesJson))]
[JsonSerializable(typeof(ErrorJson))]
[JsonSerializable(typeof(SubscribeJson))]
[JsonSerializable(typeof(MessageJson))]
internal sealed partial class CoinbaseJson : JsonSerializerContext;
