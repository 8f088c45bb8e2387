using Argix.Contracts;

namespace Argix.Broker.Binance;

/// <summary>One Binance key. Holds no orders and no keys; every method asks the venue and says what it said.</summary>
internal sealed partial class BinanceAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IFindOrders, IReadAccount
{
    private readonly BinanceApi _api = new(port);

    private string Currency => port.Login.Settings.GetValueOrDefault("Currency", "USDT");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => BinanceMap.NewOrder(order) is { } message
        ? BinanceMap.Submitted(await _api.Submit(ct, message), order)
        : new Outcome(Verdict.Refused, new Evidence(Sent.No, 0, "unsupported", "Binance has no such order type, time in force or side"));

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct) => BinanceMap.Cancelled(await _api.Cancel(ct, Named(order)), order);

    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        var by = order.BrokerOrderId is null ? MatchedBy.ClientId : MatchedBy.BrokerId;
        var answer = await _api.Order(Op.Read, ct, Named(order));
        if (BinanceMap.IsNone(answer))
        {
            return new Found([], by, Everything(answer.At, fills: true));
        }
        var shown = BinanceMap.Read(answer, BinanceJson.Default.OrderJson, "looking the order up");
        if (shown is not { Symbol: { Length: > 0 }, OrderId: not null } || (by == MatchedBy.ClientId && shown.ClientOrderId != order.Order.ClientOrderId))
        {
            throw BinanceMap.Failed(answer, "looking the order up: another order came back");
        }
        return new Found([await WithFillsAsync(shown, order.Order.Instrument, order.Order.Account.Id, ct)], by, Everything(answer.At, fills: true));
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var (held, at) = await HeldAsync(ct);
        var money = held.Where(h => BinanceMap.IsMoney(h.Asset!) || h.Asset == Currency).Select(h => new Balance(h.Asset!, h.Free + h.Locked, h.Free, null, h.Free, at));
        return new Page<Balance>([.. money], null, Everything(at, fills: false));
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var (held, at) = await HeldAsync(ct);
        var positions = new List<Position>();
        foreach (var coin in held.Where(h => h.Free + h.Locked != 0 && !BinanceMap.IsMoney(h.Asset!) && h.Asset != Currency))
        {
            var listed = await ListedAsync(coin.Asset + Currency, ct);
            positions.Add(new Position(listed?.Symbol ?? $"{coin.Asset}/{Currency}", listed, coin.Free + coin.Locked, null, null, Currency, at));
        }
        return new Page<Position>(positions, null, Everything(at, fills: false));
    }

    /// <summary>Binance lists closed orders of one symbol only, so only the open ones can be read here; the coverage says so.</summary>
    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        var answer = await _api.OpenOrders(ct);
        var rows = BinanceMap.Read(answer, BinanceJson.Default.OrderJsonArray, "reading open orders");
        if (rows.Any(r => r is not { Symbol: { Length: > 0 }, OrderId: not null, Status: not null }))
        {
            throw BinanceMap.Failed(answer, "reading open orders: an unusable row");
        }
        var reports = new List<OrderReport>();
        foreach (var row in rows)
        {
            reports.Add(await WithFillsAsync(row, await ListedAsync(row.Symbol!, ct), account.Id, ct));
        }
        return new Page<OrderReport>(reports, null, new Coverage(DateTimeOffset.MinValue, answer.At, Open: true, Closed: false, Fills: false, AllPages: true, answer.At));
    }

    /// <summary>Trades too can be read for one symbol only: those of a given order are, and every order that is looked up brings its own.</summary>
    public async Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct)
    {
        if (of is null)
        {
            var now = port.Clock.GetUtcNow();
            return new Page<OrderReport>([], null, new Coverage(now, now, Open: false, Closed: false, Fills: false, AllPages: false, now));
        }
        var found = await FindAsync(of, ct);
        return new Page<OrderReport>([.. found.Orders.Where(o => o.Fills.Count > 0)], null, found.Coverage);
    }

    private async Task<OrderReport> WithFillsAsync(OrderJson order, Instrument? instrument, string accountId, CancellationToken ct)
    {
        if (order.ExecutedQty is not > 0)
        {
            return BinanceMap.Report(order, instrument, accountId);
        }
        var answer = await _api.Trades(order.Symbol!, BinanceMap.Text(order.OrderId!.Value)!, ct);
        var trades = BinanceMap.Read(answer, BinanceJson.Default.TradeJsonArray, "reading the order's trades");
        return trades.All(t => t is { Symbol: not null, Qty: > 0 }) ? BinanceMap.Report(order, instrument, accountId, [.. trades.Where(t => t.OrderId == order.OrderId).Select(BinanceMap.Fill)])
            : throw BinanceMap.Failed(answer, "reading the order's trades: an unusable row");
    }

    private async Task<(IReadOnlyList<BalanceJson> Held, DateTimeOffset At)> HeldAsync(CancellationToken ct)
    {
        var answer = await _api.Account(Op.Read, ct);
        var rows = BinanceMap.Read(answer, BinanceJson.Default.AccountJson, "reading balances").Balances;
        return rows is not null && rows.All(b => b?.Asset is { Length: > 0 }) ? (rows, answer.At) : throw BinanceMap.Failed(answer, "reading balances: an unusable row");
    }

    private static (string, string?)[] Named(OrderRef order) =>
        [("symbol", order.Order.Instrument.VenueSymbol), order.BrokerOrderId is { } id ? ("orderId", BinanceMap.OrderNumber(id)) : ("origClientOrderId", order.Order.ClientOrderId)];

    private static Coverage Everything(DateTimeOffset at, bool fills) => new(DateTimeOffset.MinValue, at, Open: true, Closed: true, Fills: fills, AllPages: true, at);
}
