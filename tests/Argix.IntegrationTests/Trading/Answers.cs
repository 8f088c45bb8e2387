using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.IntegrationTests.Trading;

/// <summary>An answer of the API: status, text, and the text as JSON.</summary>
public sealed record Answer(int Status, string Text, string ContentType, string? Location)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowReadingFromString };

    /// <summary>The taxonomy word of a failure, else null.</summary>
    public string? Code => Json is { ValueKind: JsonValueKind.Object } j && j.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String && Status >= 400 ? code.GetString() : null;

    public JsonElement Json => Text.Length > 0 && Text[0] is '{' or '[' ? JsonDocument.Parse(Text).RootElement.Clone() : default;

    public T Read<T>() => Status < 300 ? Parse<T>(Text) : throw new InvalidOperationException($"{Status}: {Text}");

    public static T Parse<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;
}

public sealed record ItemsJson<T>(IReadOnlyList<T> Items, string? NextCursor);

public sealed record InstrumentJson(string Symbol, string AssetClass);

public sealed record DoubtJson(string About, DateTimeOffset Since, int Asked, DateTimeOffset NextAt);

public sealed record PendingJson(bool Cancel, bool Replace);

public sealed record UnmanagedJson(string Why, string? Code, string WhatToDo);

/// <summary>An order as <c>GET /orders/{id}</c> shows it.</summary>
public sealed record OrderJson(Guid Id, Guid ConnectionId, string ClientOrderId, string? BrokerOrderId, InstrumentJson Instrument, string Side, string Type, decimal Quantity,
    decimal? LimitPrice, decimal? StopPrice, string TimeInForce, string State, DoubtJson? Doubt, PendingJson Pending, decimal FilledQuantity, decimal? AveragePrice, string? Code, string? Reason, bool External, UnmanagedJson? Unmanaged = null)
{
    public bool IsFinal => State is "denied" or "not_sent" or "filled" or "cancelled" or "rejected" or "expired";

    public bool CameTooLate => State == "not_sent" && Reason?.Contains("could not leave in time", StringComparison.Ordinal) == true;
}

public sealed record ExecutionJson(string ExecutionId, Guid OrderId, Guid ConnectionId, InstrumentJson Instrument, string Side, decimal Quantity, decimal Price, decimal Fee, string? FeeCurrency, DateTimeOffset At);

public sealed record PositionJson(string Id, Guid ConnectionId, InstrumentJson Instrument, decimal Quantity, decimal? AveragePrice, string Currency, DateTimeOffset? ReconciledAt, decimal Drift, decimal? MarketPrice = null);

public sealed record BalanceJson(Guid ConnectionId, string Currency, decimal Total, decimal? Available, decimal? Equity, decimal? BuyingPower, DateTimeOffset AsOf);

public sealed record CredentialJson(string Field, string? LastFour, string Fingerprint);

public sealed record ConnectionJson(Guid Id, string Name, string BrokerId, string AccountId, string Access, string Status, string? StatusCode, bool TradingOpen, int OpenOrders, int UnknownOrders, IReadOnlyList<CredentialJson> Credentials);

public sealed record CheckJson(string Id, string Status, string? Code, string Detail, string Docs = "", string BrokerDocs = "");

public sealed record TestJson(bool Ok, IReadOnlyList<CheckJson> Checks);

public sealed record HistoryJson(long Seq, string Kind, string State, DateTimeOffset At = default);

public sealed record VerifyJson(bool Ok, long Checked, long? FirstBroken);

public sealed record KillJson(bool Active, string Scope, string? Id, string Reason, int CancelRequested, int Cancelled, int Waiting);
