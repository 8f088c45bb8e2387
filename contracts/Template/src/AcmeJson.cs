using System.Text.Json.Serialization;

namespace Acme;

internal sealed record LoginRow(string Id, string Name, string Currency, bool CanTrade, decimal Cash);

internal sealed record NewOrder(string ClientId, string Symbol, string Side, string Type, string Tif, decimal Quantity, decimal? Limit, decimal? Stop);

internal sealed record OrderRow(string Id, string? ClientId, string Symbol, string? Status, string? Side, string? Type, string? Tif, decimal? Quantity, decimal? Limit, decimal? Stop,
    decimal? Filled, decimal? Average, DateTimeOffset? At, string? Replaces = null, string? ReplacedBy = null);

internal sealed record FillRow(string Id, string Order, string Symbol, decimal Quantity, decimal Price, decimal? Total, DateTimeOffset At);

internal sealed record PositionRow(string Symbol, decimal Quantity, decimal? Price);

internal sealed record InstrumentRow(string Symbol, string Name, string Currency, decimal Tick, decimal Lot);

internal sealed record QuoteRow(string Symbol, decimal? Bid, decimal? Ask, DateTimeOffset At);

internal sealed record SilenceRow(DateTimeOffset? At);

internal sealed record SignIn(string Token);

internal sealed record StreamRow(bool Ready = false, bool Beat = false, string? Error = null, OrderRow? Order = null, FillRow? Fill = null);

internal sealed record ErrorRow(string? Error, string? Text);

// Made at build time: without it the plugin could not be unloaded. Amounts travel as text, so that no digit is lost.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LoginRow))]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(OrderRow))]
[JsonSerializable(typeof(OrderRow[]))]
[JsonSerializable(typeof(FillRow[]))]
[JsonSerializable(typeof(PositionRow[]))]
[JsonSerializable(typeof(InstrumentRow))]
[JsonSerializable(typeof(QuoteRow))]
[JsonSerializable(typeof(SilenceRow))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(StreamRow))]
[JsonSerializable(typeof(ErrorRow))]
internal sealed partial class AcmeJson : JsonSerializerContext;
