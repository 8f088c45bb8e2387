using Argix.Contracts;

namespace Argix.Broker.Coinbase;

/// <summary>One Coinbase key. Holds no orders and no keys; every method asks the venue and says what it said.</summary>
internal sealed partial class CoinbaseAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IFindOrders, IReplaceOrders, IReadAccount
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private readonly CoinbaseApi _api = new(port);

    private string Currency => port.Login.Settings.GetValueOrDefault("Currency", "USD");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => CoinbaseMap.NewOrder(order) is { } message
        ? CoinbaseMap.Submitted(await _api.Submit(message, ct), order)
        : Unsupported("Coinbase has no such order type, time in force or side");

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct)
    {
        if (order.BrokerOrderId is { } known)
        {
            return CoinbaseMap.Cancelled(await _api.Cancel(known, ct), known);
        }
        // Coinbase cancels by its own id only. If it does not show the order, nothing can be said about the cancel either.
        var found = await FindAsync(order, ct);
        return found.Orders is [{ BrokerOrderId: var id }]
            ? CoinbaseMap.Cancelled(await _api.Cancel(id, ct), id)
            : new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 404, null, "Coinbase does not show the order yet, so it could not be asked to cancel it"));
    }

    public async Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct) =>
        current is { BrokerOrderId: { } id, Order: { Type: OrderType.Limit, TimeInForce: TimeInForce.Gtc } } && wanted.TimeInForce == TimeInForce.Gtc
            ? CoinbaseMap.Edited(await _api.Edit(new EditJson(id, CoinbaseMap.Text(wanted.LimitPrice), CoinbaseMap.Text(wanted.Quantity)), ct), id)
            : Unsupported("Coinbase changes only limit orders that are good until cancelled, in price and size");

    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        var (mine, account) = (order.Order, order.Order.Account.Id);
        if (order.BrokerOrderId is { } id && await _api.Order(id, ct) is var direct && !CoinbaseMap.IsNone(direct))
        {
            var shown = CoinbaseMap.Read(direct, CoinbaseJson.Default.OrderAnswerJson, "looking the order up").Order;
            return shown?.OrderId == id ? new Found([CoinbaseMap.Report(shown, mine.Instrument, account)], MatchedBy.BrokerId, Everything(direct.At))
                : throw CoinbaseMap.Failed(direct, "looking the order up: another order came back");
        }
        // There is no question for one order by our id: the pair's orders since shortly before it was sent are read, and ours is told by its label.
        var (found, from, cursor, first) = (new List<OrderReport>(), (order.SentAt ?? mine.DecidedAt) - Overlap, (string?)null, (DateTimeOffset?)null);
        do
        {
            var answer = await _api.Orders(Op.Read, mine.Instrument.VenueSymbol, from, openOnly: false, cursor, ct);
            first ??= answer.At;
            var page = Orders(answer);
            found.AddRange(page.Orders!.Where(o => string.Equals(o.ClientOrderId, mine.ClientOrderId, StringComparison.OrdinalIgnoreCase)).Select(o => CoinbaseMap.Report(o, mine.Instrument, account)));
            cursor = Next(page, cursor, answer);
        }
        while (cursor is not null);
        return new Found(found, MatchedBy.Label, new Coverage(from, first.Value, Open: true, Closed: true, Fills: false, AllPages: true, first.Value));
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var (held, at) = await HeldAsync(ct);
        var money = held.Where(h => CoinbaseMap.IsMoney(h.Key) || h.Key == Currency).Select(h => new Balance(h.Key, h.Value.Total, h.Value.Free, null, h.Value.Free, at));
        return new Page<Balance>([.. money], null, Everything(at));
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var (held, at) = await HeldAsync(ct);
        var positions = new List<Position>();
        foreach (var (coin, (total, _)) in held.Where(h => h.Value.Total != 0 && !CoinbaseMap.IsMoney(h.Key) && h.Key != Currency))
        {
            var listed = await ListedAsync($"{coin}-{Currency}", ct);
            positions.Add(new Position(listed?.Symbol ?? $"{coin}/{Currency}", listed, total, null, null, Currency, at));
        }
        return new Page<Position>(positions, null, Everything(at));
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Orders(Op.Read, null, openOnly ? null : from, openOnly, cursor, ct);
        var page = Orders(answer);
        var reports = new List<OrderReport>();
        foreach (var order in page.Orders!)
        {
            reports.Add(CoinbaseMap.Report(order, await ListedAsync(order.ProductId!, ct), account.Id));
        }
        var next = Next(page, cursor, answer);
        return new Page<OrderReport>(reports, next, new Coverage(from ?? DateTimeOffset.MinValue, answer.At, Open: true, Closed: !openOnly, Fills: false, AllPages: next is null, answer.At));
    }

    public async Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Fills(of?.BrokerOrderId, from?.AddSeconds(-1), cursor, ct);
        var page = CoinbaseMap.Read(answer, CoinbaseJson.Default.FillsJson, "reading fills");
        var rows = page.Fills is { } f && f.All(CoinbaseMap.IsUsable) ? f : throw CoinbaseMap.Failed(answer, "reading fills: an unusable row");
        var reports = new List<OrderReport>();
        foreach (var fill in rows)
        {
            reports.Add(CoinbaseMap.Filled(fill, await ListedAsync(fill.ProductId!, ct), account.Id));
        }
        // The last page has a cursor too, of nothing.
        var next = rows.Length < CoinbaseApi.PerPage || string.IsNullOrEmpty(page.Cursor) || page.Cursor == cursor ? null : page.Cursor;
        return new Page<OrderReport>(reports, next, new Coverage(from ?? DateTimeOffset.MinValue, answer.At, Open: false, Closed: false, Fills: true, AllPages: next is null, answer.At));
    }

    private async Task<(Dictionary<string, (decimal Total, decimal Free)> Held, DateTimeOffset At)> HeldAsync(CancellationToken ct)
    {
        var (held, cursor, at) = (new Dictionary<string, (decimal Total, decimal Free)>(StringComparer.Ordinal), (string?)null, (DateTimeOffset?)null);
        do
        {
            var answer = await _api.Accounts(cursor, ct);
            at ??= answer.At;
            var page = CoinbaseMap.Read(answer, CoinbaseJson.Default.AccountsJson, "reading balances");
            foreach (var wallet in page.Accounts ?? throw CoinbaseMap.Failed(answer, "reading balances"))
            {
                var free = CoinbaseMap.Number(wallet?.AvailableBalance?.Value) ?? throw CoinbaseMap.Failed(answer, "reading balances: an unusable row");
                var (total, before) = held.GetValueOrDefault(wallet!.Currency ?? "");
                held[wallet.Currency ?? ""] = (total + free + (CoinbaseMap.Number(wallet.Hold?.Value) ?? 0), before + free);
            }
            cursor = page.HasNext == true && !string.IsNullOrEmpty(page.Cursor) && page.Cursor != cursor ? page.Cursor : null;
        }
        while (cursor is not null);
        return (held, at.Value);
    }

    private static OrdersJson Orders(Answer answer)
    {
        var page = CoinbaseMap.Read(answer, CoinbaseJson.Default.OrdersJson, "reading orders");
        return page.Orders is { } rows && rows.All(o => o is { OrderId.Length: > 0, Status: not null, ProductId: not null }) ? page : throw CoinbaseMap.Failed(answer, "reading orders: an unusable row");
    }

    private static string? Next(OrdersJson page, string? cursor, Answer answer) => page.HasNext != true ? null
        : string.IsNullOrEmpty(page.Cursor) || page.Cursor == cursor ? throw CoinbaseMap.Failed(answer, "paging orders: there are more, and no way to them") : page.Cursor;

    private static Outcome Unsupported(string why) => new(Verdict.Refused, new Evidence(Sent.No, 0, "unsupported", why));

    private static Coverage Everything(DateTimeOffset at) => new(DateTimeOffset.MinValue, at, Open: true, Closed: true, Fills: false, AllPages: true, at);
}
