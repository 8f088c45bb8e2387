using System.Runtime.CompilerServices;
using Argix.Contracts;
using Argix.Strategies.Core.Graph;
using Argix.Trading;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;

namespace Argix.Strategies;

/// <summary>The real world: market data by the feed, orders through the one door, holdings from the desk.</summary>
internal sealed class RealWorld(Guid workspace, Run run, StrategyRooms rooms) : IStrategyWorld
{
    // The replay of the paper venue is paced by this wait, so it is generous; a venue that answers costs nothing.
    private static readonly TimeSpan Word = TimeSpan.FromSeconds(10);

    // A venue whose own time is further off than this lives in the time of a recording.
    private static readonly TimeSpan Replay = TimeSpan.FromHours(1);
    private readonly BarSource _source = Trades.Of(run.Document).Source();
    private bool _replay;
    private decimal? _price;
    private DateTimeOffset? _signalAt;

    public Task OpenAsync(CancellationToken ct) => rooms.Feed.OpenAsync(_source.ConnectionId, ct);

    public async Task<BarHistory> HistoryAsync(int count, CancellationToken ct)
    {
        var history = await rooms.Feed.HistoryAsync(_source, count, ct);
        _replay = (rooms.Clock.GetUtcNow() - history.VenueTime).Duration() > Replay;
        return history;
    }

    public async IAsyncEnumerable<Bar> BarsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var bar in rooms.Feed.BarsAsync(_source, ct))
        {
            _signalAt = BarSignal.At(bar, _source.Size, _replay, rooms.Clock.GetUtcNow());
            _price = bar.Close;
            yield return bar;
        }
    }

    public Task<OrderView> OrderAsync(Guid id) => rooms.Reads.OrderAsync(workspace, id);

    public Task CancelAsync(Guid order) => rooms.Orders.CancelAsync(workspace, Actor, order);

    public Task<Quote?> QuoteAsync(CancellationToken ct) => rooms.Feed.QuoteAsync(_source, ct);

    public async Task<Holding> HoldingAsync()
    {
        List<OrderView> all = [];
        string? cursor = null;
        do
        {
            (var items, cursor) = await rooms.Reads.OrdersAsync(workspace, 500, cursor, o => o.StrategyId is not null && o.ConnectionId == _source.ConnectionId && o.Instrument.Symbol == _source.Symbol);
            all.AddRange(items);
        }
        while (cursor is not null);

        var held = (await rooms.Reads.PositionsAsync(workspace, _source.ConnectionId)).Where(p => p.Instrument.Symbol == _source.Symbol).Sum(p => p.Quantity);
        var balance = rooms.Reads.Balances([_source.ConnectionId]).FirstOrDefault();
        return OwnBook.Of(all, run.StrategyId, held, _price, rooms.Clock.GetUtcNow()) with { Equity = balance?.Equity ?? balance?.Total, Cash = balance?.Available ?? balance?.Total };
    }

    public async Task<OrderView?> PlaceAsync(Placement placement, CancellationToken ct)
    {
        var request = RequestOf(placement);
        if (run.Approval is not null && placement.Intent.Action != "exit")
        {
            // Asked once for an evaluation; what was approved has its order already and comes back by its key.
            return await rooms.Approvals.AskAsync(workspace, run, placement, request, ct) is { } order ? await OrderAsync(order) : null;
        }

        return (await rooms.Orders.PlaceAsync(workspace, Actor, "strategy", request, placement.Key, Word, run.StrategyId, ct)).Order;
    }

    public Task<Evaluation> KeepAsync(Evaluation evaluation, CancellationToken ct) => rooms.Traces.KeepAsync(workspace, run, evaluation, ct);

    public Task<Evaluation> SampleAsync(Evaluation evaluation, CancellationToken ct) => rooms.Traces.SampleAsync(workspace, run, evaluation, ct);

    public string? BlockOf(string? code) => RiskBinding.BlockOf(run.Document, code);

    private string Actor => $"strategy:{run.StrategyId}";

    private OrderRequest RequestOf(Placement p)
    {
        var request = new OrderRequest(_source.ConnectionId, _source.Symbol, OrderWords.Of(_source.AssetClass), OrderWords.Of(p.Side), OrderWords.Of(p.Intent.Type), null,
            p.Intent.LimitPrice, p.Intent.StopPrice, SignalAt: p.Intent.Id.Contains(":signal-", StringComparison.Ordinal) ? p.Intent.At : _signalAt ?? rooms.Clock.GetUtcNow());
        return (p.Quantity, p.Intent.Size) switch
        {
            ({ } exact, _) => request with { Quantity = exact },
            (_, FixedUnits units) => request with { Quantity = units.Quantity },
            (_, FixedMoney money) => request with { Notional = money.Amount },
            (_, { } size) => request with { Sized = GraphSizing.Of(size) },
            _ => request,
        };
    }
}
