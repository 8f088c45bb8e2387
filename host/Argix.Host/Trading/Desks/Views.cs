using System.Text.Json.Serialization;
using Argix.Contracts;
using Argix.Trading.Core;

namespace Argix.Trading.Desks;

/// <summary>An instrument as the API names it.</summary>
public sealed record InstrumentView(string Symbol, string AssetClass)
{
    public static InstrumentView Of(Instrument i) => new(i.Symbol, OrderWords.Of(i.AssetClass));
}

public sealed record DoubtView(string About, DateTimeOffset Since, int Asked, DateTimeOffset NextAt);

public sealed record PendingView(bool Cancel, bool Replace);

/// <summary>An order at one moment, in the API's shape. Money and quantities in the instrument's currency and base units.</summary>
public sealed record OrderView(Guid Id, Guid ConnectionId, string ClientOrderId, string? BrokerOrderId, InstrumentView Instrument, string Side, string Type, decimal Quantity,
    decimal? LimitPrice, decimal? StopPrice, string TimeInForce, string State, DoubtView? Doubt, PendingView Pending, decimal FilledQuantity, decimal? AveragePrice,
    string? Code, string? Reason, Guid? StrategyId, bool ReduceOnly, bool External, string Source, string SizedBy, IReadOnlyList<Core.Verdict> Verdicts, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static OrderView Of(TrackedOrder o) => new(o.Facts.Id, o.Facts.ConnectionId, o.Facts.ClientOrderId, o.BrokerOrderId, InstrumentView.Of(o.Facts.Instrument),
        OrderWords.Of(o.Facts.Side), OrderWords.Of(o.Facts.Type), o.Facts.Quantity, o.Facts.LimitPrice, o.Facts.StopPrice, OrderWords.Of(o.Facts.TimeInForce), o.StateWord,
        o.Doubt is { } d ? new DoubtView(d.About.ToString().ToLowerInvariant(), d.Since, d.Asked, d.NextAt) : null, new PendingView(o.CancelPending, o.Replace is not null),
        o.Fills.Filled, o.Fills.AveragePrice is { } p ? Math.Round(p, 10) : null, o.Code, o.Reason, o.Facts.StrategyId, o.Facts.ReduceOnly, o.Facts.External, o.Facts.Source,
        o.SizedBy ?? "", o.Verdicts, o.Facts.CreatedAt, o.UpdatedAt)
    { Currency = o.Facts.Instrument.Currency, Repair = o.Repair, ToSend = o.Lifecycle == Lifecycle.Approved ? o.Facts with { Quantity = o.LegQuantity } : null, Unmanaged = UnmanagedView.Of(o.Unmanaged) };

    /// <summary>What the prices are in, for the pages.</summary>
    [JsonIgnore] public string Currency { get; init; } = "";

    /// <summary>What leaves for the venue, of an order that is approved; for the lanes.</summary>
    [JsonIgnore] internal OrderFacts? ToSend { get; init; }

    /// <summary>Why a person must look; null = nobody need.</summary>
    public string? Repair { get; init; }

    /// <summary>Set while nobody watches it: what the broker does with it is not seen here.</summary>
    public UnmanagedView? Unmanaged { get; init; }

    [System.Text.Json.Serialization.JsonIgnore] public bool IsFinal => State is "denied" or "filled" or "cancelled" or "rejected" or "expired" or "not_sent";
}

/// <summary>One execution in the API's shape.</summary>
public sealed record ExecutionView(string ExecutionId, Guid OrderId, Guid ConnectionId, InstrumentView Instrument, string Side, decimal Quantity, decimal Price, decimal Fee, string? FeeCurrency, DateTimeOffset At)
{
    public static ExecutionView Of(Execution e, TrackedOrder o) => new(e.Id, o.Facts.Id, o.Facts.ConnectionId, InstrumentView.Of(o.Facts.Instrument), OrderWords.Of(o.Facts.Side),
        e.Quantity, e.Price, e.Fee, e.FeeCurrency, e.At)
    { Currency = o.Facts.Instrument.Currency };

    /// <summary>What the price is in, for the pages.</summary>
    [JsonIgnore] public string Currency { get; init; } = "";
}

/// <summary>A position from our own book.</summary>
public sealed record PositionRow(Guid ConnectionId, InstrumentView Instrument, decimal Quantity, decimal? AveragePrice, decimal Realized, decimal Multiplier, string Currency, decimal Drift);

/// <summary>What one committed record did: for the event stream, the lanes and whoever waits for an order.</summary>
public sealed record Committed(Guid Workspace, long Seq, DateTimeOffset At, string Actor, IReadOnlyList<DeskEvent> Events, IReadOnlyList<OrderView> Orders, IReadOnlyList<ExecutionView> Executions, IReadOnlyList<PositionRow> Positions)
{
    /// <summary>The record's place in the chain, as the desk made it.</summary>
    public string Hash { get; init; } = "";
}
