using System.Runtime.CompilerServices;
using Argix.Contracts;
using Argix.Errors;
using Argix.Trading;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;

namespace Argix.Strategies;

/// <summary>What the strategy's own orders came to. <paramref name="Net"/> is what it may sell: never more than the account still holds. <paramref name="Open"/>: an order that is not final yet.</summary>
internal sealed record Holding(decimal Net, Guid? Open, DateTimeOffset? LastOrderAt);

/// <summary>The world as one running strategy sees it: its bars and its orders. A seam, so that tests and back-tests bring their own.</summary>
internal interface IStrategyWorld
{
    Task OpenAsync(CancellationToken ct);
    Task<BarHistory> HistoryAsync(int count, CancellationToken ct);
    IAsyncEnumerable<Bar> BarsAsync(CancellationToken ct);
    Task<Holding> HoldingAsync();
    Task<OrderView> OrderAsync(Guid id);

    /// <summary>Places a market order (by quantity, or by the parameters' size when null) and waits for the venue's word before it returns.</summary>
    Task<OrderView> PlaceAsync(Side side, decimal? quantity, string key, CancellationToken ct);
}

/// <summary>The real world: market data by the feed, orders through the one door, holdings from the desk.</summary>
internal sealed class StrategyWorld(Guid workspace, Guid strategy, CrossParameters parameters, MarketFeed feed, OrderEntry orders, TradeReads reads, TimeProvider clock) : IStrategyWorld
{
    // The replay of the paper venue is paced by this wait, so it is generous; a venue that answers costs nothing.
    private static readonly TimeSpan Word = TimeSpan.FromSeconds(10);
    private readonly BarSource _source = new(parameters.ConnectionId!.Value, parameters.Symbol, parameters.Class, parameters.Bar);

    // A venue whose own time is further off than this lives in the time of a recording.
    private static readonly TimeSpan Replay = TimeSpan.FromHours(1);
    private bool _replay;
    private DateTimeOffset? _signalAt;

    public Task OpenAsync(CancellationToken ct) => feed.OpenAsync(_source.ConnectionId, ct);

    public async Task<BarHistory> HistoryAsync(int count, CancellationToken ct)
    {
        var history = await feed.HistoryAsync(_source, count, ct);
        _replay = (clock.GetUtcNow() - history.VenueTime).Duration() > Replay;
        return history;
    }

    public async IAsyncEnumerable<Bar> BarsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var bar in feed.BarsAsync(_source, ct))
        {
            _signalAt = BarSignal.At(bar, _source.Size, _replay, clock.GetUtcNow());
            yield return bar;
        }
    }

    public Task<OrderView> OrderAsync(Guid id) => reads.OrderAsync(workspace, id);

    public async Task<Holding> HoldingAsync()
    {
        var mine = new List<OrderView>();
        string? cursor = null;
        do
        {
            (var items, cursor) = await reads.OrdersAsync(workspace, 500, cursor, o => o.StrategyId == strategy && o.ConnectionId == _source.ConnectionId && o.Instrument.Symbol == _source.Symbol);
            mine.AddRange(items);
        }
        while (cursor is not null);

        // The position may have been closed by hand; what is not there any more must not be sold short.
        var held = (await reads.PositionsAsync(workspace, _source.ConnectionId)).Where(p => p.Instrument.Symbol == _source.Symbol).Sum(p => p.Quantity);
        var own = mine.Sum(o => o.Side == "buy" ? o.FilledQuantity : -o.FilledQuantity);
        return new Holding(Math.Max(0, Math.Min(own, held)), mine.FirstOrDefault(o => !o.IsFinal)?.Id, mine.Count == 0 ? null : mine.Max(o => o.CreatedAt));
    }

    public async Task<OrderView> PlaceAsync(Side side, decimal? quantity, string key, CancellationToken ct)
    {
        var size = quantity is null ? parameters.Size : new SizeParameter(quantity, null);
        var request = new OrderRequest(_source.ConnectionId, parameters.Symbol, parameters.AssetClass, side == Side.Buy ? "buy" : "sell", "market", size.Quantity, Notional: size.Notional, SignalAt: _signalAt ?? clock.GetUtcNow());
        return (await orders.PlaceAsync(workspace, $"strategy:{strategy}", "strategy", request, key, Word, strategy, ct)).Order;
    }
}
