using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>One line of the ledger. <c>At</c> is the venue's time (that of the replay for a replayed symbol), <c>RecordedAt</c> the clock's when it was written.</summary>
internal sealed record LedgerLine(long Seq, LineKind Kind, DateTimeOffset At, DateTimeOffset RecordedAt)
{
    public string? AccountId { get; init; }
    public decimal? StartingCash { get; init; }
    public string? Currency { get; init; }
    public string? OrderId { get; init; }
    public string? ClientOrderId { get; init; }
    public string? ExecutionId { get; init; }
    public string? Symbol { get; init; }
    public Side? Side { get; init; }
    public OrderType? Type { get; init; }
    public TimeInForce? TimeInForce { get; init; }
    public decimal? Quantity { get; init; }
    public decimal? LimitPrice { get; init; }
    public decimal? StopPrice { get; init; }
    public decimal? Reserved { get; init; }
    public decimal? Price { get; init; }
    public decimal? Fee { get; init; }
    public string? FeeCurrency { get; init; }
    public string? Code { get; init; }
    public string? Text { get; init; }
}

/// <summary>What a line says.</summary>
internal enum LineKind { Unknown, Opened, Accepted, Rejected, Triggered, Fill, Cancelled, Expired, Bar, Replaced }

/// <summary>JSON by source generation only: reflection would keep the plugin from unloading.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(Amount), typeof(Instant), typeof(Word<LineKind>), typeof(Word<Side>), typeof(Word<OrderType>), typeof(Word<TimeInForce>)])]
[JsonSerializable(typeof(LedgerLine))]
internal sealed partial class LedgerJson : JsonSerializerContext;

/// <summary>Decimals as strings, so that no reader makes floating point of them.</summary>
internal sealed class Amount : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        decimal.TryParse(reader.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : throw new JsonException("not a decimal string");

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteStringValue(Plain(value));

    // Dividing by a one with many zeros drops trailing zeros.
    public static string Plain(decimal value) => (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}

/// <summary>RFC 3339 in UTC.</summary>
internal sealed class Instant : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
}

/// <summary>Enumerations in the API's words (<c>stop_limit</c>).</summary>
internal sealed class Word<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) where T : struct, Enum;
