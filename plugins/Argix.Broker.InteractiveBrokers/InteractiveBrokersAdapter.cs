using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.InteractiveBrokers;

/// <summary>One gateway with its one signed-in user. Holds no orders; a question about an order is never answered yes from here.</summary>
internal sealed partial class InteractiveBrokersAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IReplaceOrders, IFindOrders, IReadAccount
{
    private readonly InteractiveBrokersApi _api = new(port);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct)
    {
        if (InteractiveBrokersMap.NewOrder(order) is not { } message)
        {
            return NotSent("the gateway is given market, limit and stop orders only, and instruments by their number");
        }
        await ReadyAsync(ct);
        return InteractiveBrokersMap.Submitted(await _api.Submit(order.Account.Id, message, ct), null);
    }

    public async Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct)
    {
        if (current.BrokerOrderId is not { } id || InteractiveBrokersMap.NewOrder(wanted) is not { } message)
        {
            return NotSent("only an order whose number is known can be changed");
        }
        await ReadyAsync(ct);
        // Its own id stays what it was: the order keeps its number.
        return InteractiveBrokersMap.Submitted(await _api.Replace(wanted.Account.Id, id, message with { COid = current.Order.ClientOrderId }, ct), id);
    }

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct)
    {
        if ((order.BrokerOrderId ?? (await FindAsync(order, ct)).Orders.FirstOrDefault()?.BrokerOrderId) is not { } id)
        {
            return new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 0, null, "the gateway does not show the order yet, so it could not be asked to cancel it"));
        }
        await ReadyAsync(ct);
        return InteractiveBrokersMap.Cancelled(await _api.Cancel(order.Order.Account.Id, id, ct), id);
    }

    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        var (orders, at) = await ListAsync(ct);
        var trades = await TradesAsync(ct);
        var ours = order.Order.ClientOrderId;
        bool Mine(string? reference, long? number) => (number is { } n && InteractiveBrokersMap.Text(n) == order.BrokerOrderId) || string.Equals(reference, ours, StringComparison.Ordinal);
        var found = orders.Where(o => Mine(o.OrderRef, o.OrderId)).Select(o => InteractiveBrokersMap.Report(o, trades)).ToList();
        if (found.Count == 0)
        {
            found.AddRange(trades.Where(t => Mine(t.OrderRef, t.OrderId)).GroupBy(t => t.OrderId!.Value).Select(InteractiveBrokersMap.Traded));
        }
        // An order that ended without a fill leaves the list: that it is not there does not prove that it never was.
        return new Found([.. found.Select(r => r with { AccountId = order.Order.Account.Id })], MatchedBy.Label, new Coverage(order.SentAt ?? at, at, Open: true, Closed: false, Fills: true, AllPages: true, at));
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        await ReadyAsync(ct);
        var answer = await _api.Summary(account.Id, ct);
        var s = InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.SummaryJson, "reading balances");
        return s.TotalCashValue is { } cash
            ? new([new(account.Currency, cash, s.AvailableFunds, s.NetLiquidationValue, s.BuyingPower, answer.At)], null, Covered(answer.At, true))
            : throw InteractiveBrokersMap.Failed(answer, "reading balances");
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var page = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        if (page == 0)
        {
            // The gateway answers about a portfolio only after its accounts have been asked for.
            InteractiveBrokersApi.Read(await _api.PortfolioAccounts(Op.Read, ct), InteractiveBrokersJson.Default.PortfolioAccountJsonArray, "reading the accounts");
        }
        var answer = await _api.Positions(account.Id, page, ct);
        var rows = InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.PositionJsonArray, "reading positions");
        if (!rows.All(p => p is { Conid: not null, Position: not null }))
        {
            throw InteractiveBrokersMap.Failed(answer, "reading positions");
        }
        // How many fit on a page differs; only an empty one is surely the last.
        var next = rows.Length > 0 ? (page + 1).ToString(CultureInfo.InvariantCulture) : null;
        return new([.. rows.Where(p => p.Position != 0).Select(p => InteractiveBrokersMap.Position(p, account.Currency, answer.At))], next, Covered(answer.At, next is null));
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        var (orders, at) = await ListAsync(ct);
        var trades = openOnly ? [] : await TradesAsync(ct);
        var reports = orders.Select(o => InteractiveBrokersMap.Report(o, trades)).Where(r => r.AccountId == account.Id && (!openOnly || r.State is not (OrderState.Filled or OrderState.Cancelled)));
        return new([.. reports], null, new Coverage(at, at, Open: true, Closed: false, Fills: !openOnly, AllPages: true, at));
    }

    public async Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct)
    {
        var trades = await TradesAsync(ct);
        var at = port.Clock.GetUtcNow();
        var mine = trades.Where(t => t.Account == account.Id && (of?.BrokerOrderId is not { } id || InteractiveBrokersMap.Text(t.OrderId!.Value) == id)).GroupBy(t => t.OrderId!.Value);
        return new([.. mine.Select(InteractiveBrokersMap.Traded)], null, new Coverage(at.AddDays(-6), at, Open: false, Closed: false, Fills: true, AllPages: true, at));
    }

    /// <summary>The list of orders, asked for twice: the first answer after a while is often an empty one.</summary>
    private async Task<(OrderJson[] Orders, DateTimeOffset At)> ListAsync(CancellationToken ct)
    {
        await ReadyAsync(ct);
        InteractiveBrokersApi.Read(await _api.Orders(force: true, ct), InteractiveBrokersJson.Default.OrdersJson, "reading orders");
        var answer = await _api.Orders(force: false, ct);
        return InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.OrdersJson, "reading orders").Orders is { } rows && rows.All(o => o is { OrderId: not null, Status: not null })
            ? (rows, answer.At) : throw InteractiveBrokersMap.Failed(answer, "reading orders");
    }

    private async Task<TradeJson[]> TradesAsync(CancellationToken ct)
    {
        var answer = await _api.Trades(ct);
        var rows = InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.TradeJsonArray, "reading trades");
        return rows.All(t => t is { ExecutionId.Length: > 0, OrderId: not null, Size: not null, Price: not null }) ? rows : throw InteractiveBrokersMap.Failed(answer, "reading trades");
    }

    private static Outcome NotSent(string why) => new(Verdict.NotSent, new Evidence(Sent.No, 0, null, why));

    private static Coverage Covered(DateTimeOffset at, bool all) => new(at, at, Open: true, Closed: false, Fills: false, AllPages: all, at);
}
