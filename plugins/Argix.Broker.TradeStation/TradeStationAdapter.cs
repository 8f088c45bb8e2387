using Argix.Contracts;

namespace Argix.Broker.TradeStation;

/// <summary>One TradeStation login. Holds no orders and no token. The venue takes our order id and never shows it again, so a lost answer is looked up by the order's shape.</summary>
internal sealed partial class TradeStationAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IReplaceOrders, IFindOrders, IReadAccount
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Memory = TimeSpan.FromDays(89);
    private readonly TradeStationApi _api = new(port);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => TradeStationMap.NewOrder(order) is { } message
        ? TradeStationMap.Submitted(await _api.Submit(message, ct))
        : NotSent("TradeStation has no such order type, time in force or side");

    public async Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct)
    {
        if (current.BrokerOrderId is not { } id || TradeStationMap.Change(current.Order, wanted) is not { } change)
        {
            return NotSent("only price and quantity of an order with a known number can be changed");
        }
        // Whether a quantity means the whole order or its rest is not known, so it is only changed while the two are the same.
        if (change.Quantity is not null && (await ShownAsync(current, id, ct))?.Filled is not 0)
        {
            return NotSent("the order has filled in part; its quantity is not changed any more");
        }
        return TradeStationMap.Asked(await _api.Replace(id, change, ct), id);
    }

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct) => order.BrokerOrderId is { } id
        ? TradeStationMap.Asked(await _api.Cancel(id, ct), id)
        // Cancelling whatever looks alike could hit somebody else's order.
        : new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 0, null, "TradeStation's number of the order is not known yet, so it could not be asked to cancel it"));

    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        var account = order.Order.Account;
        var since = (order.SentAt ?? order.Order.DecidedAt) - Before;
        if (order.BrokerOrderId is { } id)
        {
            var shown = await ShownAsync(order, id, ct);
            var now = port.Clock.GetUtcNow();
            return new Found(shown is null ? [] : [shown], MatchedBy.BrokerId, new Coverage(since, now, Open: true, Closed: true, Fills: true, AllPages: true, now));
        }
        var (seen, at) = await SinceAsync(account, since, ct);
        var alike = seen.Where(o => TradeStationMap.Alike(o, order.Order, since)).Select(o => TradeStationMap.Report(o, account.Id)).ToArray();
        // One that looks alike may be ours or not: as long as there is one, nothing is proven either way, and a person decides.
        return new Found(alike, MatchedBy.Shape, new Coverage(since, at, Open: alike.Length == 0, Closed: alike.Length == 0, Fills: true, AllPages: true, at));
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var answer = await _api.Balances(account.Id, ct);
        var row = TradeStationApi.Read(answer, TradeStationJson.Default.BalancesJson, "reading balances").Balances?.FirstOrDefault(b => b.AccountID == account.Id);
        return row?.CashBalance is { } cash
            ? new([new(account.Currency, cash, null, row.Equity, row.BuyingPower, answer.At)], null, Covered(answer, null))
            : throw TradeStationMap.Failed(answer, "reading balances");
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Positions(account.Id, ct);
        var page = TradeStationApi.Read(answer, TradeStationJson.Default.PositionsJson, "reading positions");
        return page is { Positions: { } rows, Errors: null or [] } && rows.All(p => p is { Symbol.Length: > 0, Quantity: not null })
            ? new([.. rows.Select(p => TradeStationMap.Position(p, account.Currency, answer.At))], null, Covered(answer, null))
            : throw TradeStationMap.Failed(answer, "reading positions");
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        // Two lists, one after the other: today's with the open ones, then what ended on earlier days.
        var since = from ?? port.Clock.GetUtcNow() - Memory;
        var inHistory = cursor?.StartsWith("h:", StringComparison.Ordinal) == true;
        var token = cursor is null or "h:" ? null : cursor[2..];
        var answer = inHistory ? await _api.History(account.Id, since.AddDays(-1), token, ct) : await _api.Orders(account.Id, token, ct);
        var (rows, next) = Rows(answer);
        var following = (next, inHistory, openOnly) switch
        {
            (not null, _, _) => (inHistory ? "h:" : "o:") + next,
            (null, false, false) => "h:",
            _ => null,
        };
        var coverage = new Coverage(openOnly ? answer.At : since, answer.At, Open: true, Closed: !openOnly, Fills: true, AllPages: following is null, answer.At);
        return new([.. rows.Select(o => TradeStationMap.Report(o, account.Id)).Where(r => !openOnly || !TradeStationMap.IsOver(r.State))], following, coverage);
    }

    // Only quantities count here (cumulative truth): the orders tell them.
    public Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct) => OrdersAsync(account, from, false, cursor, ct);

    private async Task<OrderReport?> ShownAsync(OrderRef order, string id, CancellationToken ct)
    {
        var account = order.Order.Account.Id;
        foreach (var ask in new[] { () => _api.Order(account, id, ct), () => _api.HistoricalOrder(account, id, (order.SentAt ?? order.Order.DecidedAt).AddDays(-1), ct) })
        {
            var answer = await ask();
            var page = TradeStationApi.Read(answer, TradeStationJson.Default.OrdersJson, "looking the order up");
            if (page.Orders?.FirstOrDefault(o => o.OrderID == id) is { } shown)
            {
                return TradeStationMap.Report(shown, account);
            }
            if (page.Orders is null || page.Errors?.Any(e => e.Error is not ("NotFound" or "BadRequest")) == true)
            {
                throw TradeStationMap.Failed(answer, "looking the order up");
            }
        }
        return null;
    }

    private async Task<(List<OrderJson> Orders, DateTimeOffset At)> SinceAsync(Account account, DateTimeOffset since, CancellationToken ct)
    {
        var all = new List<OrderJson>();
        DateTimeOffset? at = null;
        foreach (var inHistory in new[] { false, true })
        {
            string? token = null;
            do
            {
                var answer = inHistory ? await _api.History(account.Id, since.AddDays(-1), token, ct) : await _api.Orders(account.Id, token, ct);
                at ??= answer.At; // what the first page could not show yet was not covered
                (var rows, token) = Rows(answer);
                all.AddRange(rows);
            }
            while (token is not null);
        }
        return (all, at!.Value);
    }

    private static (OrderJson[] Rows, string? Next) Rows(Answer answer)
    {
        var page = TradeStationApi.Read(answer, TradeStationJson.Default.OrdersJson, "reading orders");
        return page is { Orders: { } rows, Errors: null or [] } && rows.All(o => o.OrderID is { Length: > 0 })
            ? (rows, string.IsNullOrEmpty(page.NextToken) ? null : page.NextToken)
            : throw TradeStationMap.Failed(answer, "reading orders");
    }

    private static Outcome NotSent(string why) => new(Verdict.NotSent, new Evidence(Sent.No, 0, null, why));

    private static Coverage Covered(Answer answer, string? next) => new(answer.At, answer.At, Open: true, Closed: false, Fills: false, AllPages: next is null, answer.At);
}
