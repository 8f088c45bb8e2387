using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Tradier;

/// <summary>One Tradier token. Holds no orders; every method asks the venue and says what it said. Our id is only a label there: a repeated order would be a second one.</summary>
internal sealed partial class TradierAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IReplaceOrders, IFindOrders, IReadAccount
{
    private readonly TradierApi _api = new(port);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => TradierMap.NewOrder(order) is { } form
        ? TradierMap.Answered(await _api.Submit(order.Account.Id, form, ct), null)
        : NotSent("Tradier has no such order type, time in force or side, and takes whole shares only");

    public async Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct) => current.BrokerOrderId is { } id && TradierMap.Change(current.Order, wanted) is { } form
        ? TradierMap.Answered(await _api.Replace(wanted.Account.Id, id, form, ct), id)
        : NotSent("Tradier changes prices and duration of an order whose number is known, and not its quantity");

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct)
    {
        if ((order.BrokerOrderId ?? (await FindAsync(order, ct)).Orders.FirstOrDefault()?.BrokerOrderId) is not { } id)
        {
            return new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 0, null, "Tradier does not show the order yet, so it could not be asked to cancel it"));
        }
        return TradierMap.Answered(await _api.Cancel(order.Order.Account.Id, id, ct), id);
    }

    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        var account = order.Order.Account;
        var sent = order.SentAt ?? order.Order.DecidedAt;
        var (rows, at) = await ListedAsync(account.Id, ct);
        var mine = rows.Where(o => order.BrokerOrderId is { } id ? TradierMap.Text(o.Id!.Value) == id : o.Tag == order.Order.ClientOrderId).ToList();
        if (mine.Count == 0 && order.BrokerOrderId is { } number && await ByNumberAsync(account.Id, number, ct) is { } shown)
        {
            mine.Add(shown);
        }
        return new Found([.. mine.Select(o => TradierMap.Report(o, account.Id))], order.BrokerOrderId is null ? MatchedBy.Label : MatchedBy.BrokerId,
            new Coverage(sent, at, Open: true, Closed: SameDay(sent, at), Fills: true, AllPages: true, at));
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var answer = await _api.Balances(account.Id, ct);
        var b = answer.Status == 200 ? TradierApi.TryRead(answer, TradierJson.Default.BalancesAnswerJson)?.Balances : null;
        return b is { TotalCash: { } cash }
            ? new([new("USD", cash, b.Cash?.CashAvailable, b.TotalEquity, b.Margin?.StockBuyingPower ?? b.Pdt?.StockBuyingPower ?? b.Cash?.CashAvailable, answer.At)], null, Covered(answer.At))
            : throw TradierMap.Failed(answer, "reading balances");
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Positions(account.Id, ct);
        var (rows, _) = TradierApi.ReadAll(answer, "positions", "position", TradierJson.Default.PositionJson, "reading positions", p => p is { Symbol.Length: > 0, Quantity: not null });
        return new([.. rows.Select(p => TradierMap.Position(p, answer.At))], null, Covered(answer.At));
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        var page = cursor is null ? 1 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var (rows, pages, at) = await PageAsync(account.Id, page, ct);
        var next = page < pages ? (page + 1).ToString(CultureInfo.InvariantCulture) : null;
        var reports = rows.Select(o => TradierMap.Report(o, account.Id)).Where(r => !openOnly || r.State is OrderState.Pending or OrderState.Working or OrderState.Unknown);
        // Closed orders of earlier days have left this list, and the history does not name orders.
        return new([.. reports], next, new Coverage(from ?? at, at, Open: true, Closed: !openOnly && from is { } f && SameDay(f, at), Fills: true, AllPages: next is null, at));
    }

    // Only quantities count here (cumulative truth): the orders tell them.
    public Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct) => OrdersAsync(account, from, false, cursor, ct);

    /// <summary>Whether no midnight in New York lies between, in summer or in winter time.</summary>
    internal static bool SameDay(DateTimeOffset one, DateTimeOffset other) => Day(one, 4) == Day(other, 4) && Day(one, 5) == Day(other, 5);

    private static DateTime Day(DateTimeOffset at, int west) => at.UtcDateTime.AddHours(-west).Date;

    private async Task<(List<OrderJson> Rows, DateTimeOffset At)> ListedAsync(string account, CancellationToken ct)
    {
        var all = new List<OrderJson>();
        var (rows, pages, first) = await PageAsync(account, 1, ct);
        all.AddRange(rows);
        for (var page = 2; page <= pages; page++)
        {
            all.AddRange((await PageAsync(account, page, ct)).Rows);
        }
        return (all, first);
    }

    private async Task<(IReadOnlyList<OrderJson> Rows, int Pages, DateTimeOffset At)> PageAsync(string account, int page, CancellationToken ct)
    {
        var answer = await _api.Orders(Op.Read, account, page, ct);
        var (rows, pages) = TradierApi.ReadAll(answer, "orders", "order", TradierJson.Default.OrderJson, "reading orders", o => o is { Id: not null, Status.Length: > 0 });
        return (rows, pages, answer.At);
    }

    // How an order that is not there is answered is not known: only one that is there counts.
    private async Task<OrderJson?> ByNumberAsync(string account, string number, CancellationToken ct) => await _api.Order(account, number, ct) is { Status: 200 } answer
        && TradierApi.TryRead(answer, TradierJson.Default.OrderAnswerJson)?.Order is { Id: { } id, Status.Length: > 0 } shown && TradierMap.Text(id) == number ? shown : null;

    private static Outcome NotSent(string why) => new(Verdict.NotSent, new Evidence(Sent.No, 0, null, why));

    private static Coverage Covered(DateTimeOffset at) => new(at, at, Open: true, Closed: false, Fills: false, AllPages: true, at);
}
