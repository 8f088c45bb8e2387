using Argix.Contracts;

namespace Argix.Broker.Oanda;

/// <summary>One OANDA account. Holds no orders and no token; every method asks the venue and says what it said. The proof of everything is the account's numbered log.</summary>
internal sealed partial class OandaAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IReplaceOrders, IFindOrders, IReadAccount
{
    // Clocks are told apart to seconds; what is read twice does no harm.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(2);
    private readonly OandaApi _api = new(port);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => OandaMap.NewOrder(order) is { } message
        ? OandaMap.Submitted(await _api.Submit(order.Account.Id, message, ct), order)
        : new Outcome(Verdict.NotSent, new Evidence(Sent.No, 0, null, "OANDA has no such order type, time in force or side"));

    public async Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct) => OandaMap.NewOrder(wanted) is { } message && current.BrokerOrderId is { } id
        ? OandaMap.Submitted(await _api.Replace(wanted.Account.Id, id, message, ct), wanted)
        : new Outcome(Verdict.NotSent, new Evidence(Sent.No, 0, null, "only an order whose number is known can be changed, and only to a type OANDA has"));

    // An order in doubt has no number yet, but OANDA takes our own id in its place.
    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct) =>
        OandaMap.Cancelled(await _api.Cancel(order.Order.Account.Id, order.BrokerOrderId ?? "@" + order.Order.ClientOrderId, ct), order.BrokerOrderId);

    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        var account = order.Order.Account;
        if (order.BrokerOrderId is { } id && await _api.Order(Op.Read, account.Id, id, ct) is var direct && !OandaApi.IsNone(direct))
        {
            return new Found([await WholeAsync(direct, account, o => o.Id == id, ct)], MatchedBy.BrokerId, Everything(direct.At));
        }
        var ours = order.Order.ClientOrderId;
        var answer = await _api.OrderByClientId(Op.Read, account.Id, ours, ct);
        if (!OandaApi.IsNone(answer))
        {
            return new Found([await WholeAsync(answer, account, o => o.ClientExtensions?.Id == ours, ct)], MatchedBy.ClientId, Everything(answer.At));
        }
        // A filled order has given our id back, a refused one never had it: the log remembers both.
        var since = (order.SentAt ?? order.Order.DecidedAt) - Before;
        var (entries, at) = await LogAsync(account.Id, since, ct);
        var mine = OandaLog.Fold(entries, account.Id, account.Currency).Where(r => r.ClientOrderId == ours || r.BrokerOrderId == order.BrokerOrderId);
        return new Found([.. mine], MatchedBy.ClientId, new Coverage(since, at, Open: true, Closed: true, Fills: true, AllPages: true, at));
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var answer = await _api.Summary(Op.Read, account.Id, ct);
        var a = OandaApi.Read(answer, OandaJson.Default.SummaryAnswerJson, "reading the account").Account;
        return a is { Balance: { } cash, Currency: { } currency }
            ? new([new(currency, cash, a.MarginAvailable, a.Nav, a.MarginAvailable, answer.At)], null, Everything(answer.At))
            : throw OandaMap.Failed(answer, "reading the account");
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Positions(account.Id, ct);
        return OandaApi.Read(answer, OandaJson.Default.PositionsJson, "reading positions").Positions is { } rows && rows.All(p => p is { Instrument.Length: > 0, Long: not null, Short: not null })
            ? new([.. rows.Select(p => OandaMap.Position(p, account.Currency, answer.At)).OfType<Position>()], null, Everything(answer.At))
            : throw OandaMap.Failed(answer, "reading positions");
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        if (!openOnly && from is not null)
        {
            return await FillsAsync(account, from, null, cursor, ct);
        }
        var answer = await _api.Pending(account.Id, ct);
        if (OandaApi.Read(answer, OandaJson.Default.OrdersJson, "reading orders").Orders is not { } rows || !rows.All(o => o is { Id.Length: > 0 }))
        {
            throw OandaMap.Failed(answer, "reading orders");
        }
        // Take-profits and the like hang on a trade, not on an instrument: they are no orders of ours.
        return new([.. rows.Where(o => o is { Instrument: not null, Units: not null }).Select(o => OandaMap.Pending(o, account.Id))], null,
            new Coverage(answer.At, answer.At, Open: true, Closed: false, Fills: false, AllPages: true, answer.At));
    }

    public async Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct)
    {
        var since = from ?? of?.SentAt - Before ?? port.Clock.GetUtcNow() - TimeSpan.FromDays(1);
        var (entries, at) = await LogAsync(account.Id, since, ct);
        // An order that began before the window is told whole all the same: its number is that of the entry which created it.
        foreach (var id in OandaLog.WithoutCreation(entries).ToArray())
        {
            entries.Insert(0, await EntryAsync(account.Id, id, ct));
        }
        var reports = OandaLog.Fold(entries, account.Id, account.Currency).Where(r => of?.BrokerOrderId is not { } id || r.BrokerOrderId == id);
        return new([.. reports], null, new Coverage(since, at, Open: false, Closed: true, Fills: true, AllPages: true, at));
    }

    /// <summary>An order that the venue shows, with the entries that filled or ended it.</summary>
    private async Task<OrderReport> WholeAsync(Answer answer, Account account, Func<OrderJson, bool> isIt, CancellationToken ct)
    {
        if (OandaApi.Read(answer, OandaJson.Default.OrderReadJson, "looking the order up").Order is not { Id.Length: > 0 } shown || !isIt(shown))
        {
            throw OandaMap.Failed(answer, "looking the order up: another order came back");
        }
        if (OandaMap.State(shown.State) is OrderState.Working or OrderState.Unknown)
        {
            return await OpenAsync(shown, account, ct);
        }
        var entries = new List<TransactionJson> { await EntryAsync(account.Id, shown.Id, ct) };
        foreach (var id in new[] { shown.FillingTransactionId, shown.CancellingTransactionId }.OfType<string>())
        {
            entries.Add(await EntryAsync(account.Id, id, ct));
        }
        if (entries.Count == 1 || OandaLog.Fold(entries, account.Id, account.Currency) is not [var report])
        {
            throw OandaMap.Failed(answer, $"looking the order up: {shown.State}, and nothing says how");
        }
        // Of several fills the order names the last at most: where its entries do not account for all of it, the log is read.
        if (report.Filled < report.Quantity && await FillsOfAsync(shown, account.Id, ct) is { } fills)
        {
            var ends = entries.Where(e => e.Type != "ORDER_FILL");
            report = OandaLog.Fold([.. ends.Where(OandaLog.IsCreation), .. fills, .. ends.Where(e => !OandaLog.IsCreation(e))], account.Id, account.Currency) is [var whole] && whole.Filled >= report.Filled ? whole : report;
        }
        // What is FILLED with less than was asked for gets no more.
        return report.State == OrderState.Working && shown.State == "FILLED" ? report with { State = OrderState.Cancelled, VenueState = "FILLED in part" } : report;
    }

    /// <summary>An order that is open, or in a state that nobody knows. The list of orders does not say how much of it has filled; the log does.</summary>
    private async Task<OrderReport> OpenAsync(OrderJson shown, Account account, CancellationToken ct)
    {
        var open = OandaMap.Pending(shown, account.Id);
        return await FillsOfAsync(shown, account.Id, ct) is { Count: > 0 } fills
            && OandaLog.Fold([await EntryAsync(account.Id, shown.Id!, ct), .. fills], account.Id, account.Currency) is [var filled]
            ? open with { Filled = filled.Filled, AveragePrice = filled.AveragePrice, Fills = filled.Fills, VenueTime = filled.VenueTime } : open;
    }

    private async Task<List<TransactionJson>> FillsOfAsync(OrderJson shown, string account, CancellationToken ct)
    {
        var (entries, _) = await LogAsync(account, (shown.CreateTime ?? port.Clock.GetUtcNow() - TimeSpan.FromDays(1)) - Before, ct, "ORDER_FILL");
        return [.. entries.Where(e => e.Type == "ORDER_FILL" && e.OrderId == shown.Id)];
    }

    private async Task<TransactionJson> EntryAsync(string account, string id, CancellationToken ct)
    {
        var answer = await _api.Transaction(account, id, ct);
        return OandaApi.Read(answer, OandaJson.Default.TransactionReadJson, "reading the log").Transaction is { } entry && entry.Id == id ? entry : throw OandaMap.Failed(answer, "reading the log");
    }

    /// <summary>Every entry since this time, or those of a kind, oldest first.</summary>
    private async Task<(List<TransactionJson> Entries, DateTimeOffset At)> LogAsync(string account, DateTimeOffset from, CancellationToken ct, string? kind = null)
    {
        var answer = await _api.TransactionPages(account, from, kind, ct);
        var index = OandaApi.Read(answer, OandaJson.Default.TransactionPagesJson, "reading the log");
        if (index.Pages is null || (index.Count > 0 && index.Pages.Length == 0))
        {
            throw OandaMap.Failed(answer, "reading the log");
        }
        var entries = new List<TransactionJson>();
        foreach (var page in index.Pages)
        {
            // The pages are whole addresses; only their numbers are used.
            var (first, last) = (Query(page, "from"), Query(page, "to"));
            var range = await _api.TransactionRange(account, first ?? throw OandaMap.Failed(answer, "reading the log"), last ?? throw OandaMap.Failed(answer, "reading the log"), kind, ct);
            entries.AddRange(OandaApi.Read(range, OandaJson.Default.TransactionsJson, "reading the log").Transactions is { } rows && rows.All(t => t is { Id.Length: > 0, Type: not null })
                ? rows : throw OandaMap.Failed(range, "reading the log"));
        }
        return (entries, answer.At);
    }

    private static string? Query(string url, string name) => url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&')
        .Where(p => p.StartsWith(name + "=", StringComparison.Ordinal)).Select(p => Uri.UnescapeDataString(p[(name.Length + 1)..])).FirstOrDefault();

    private static Coverage Everything(DateTimeOffset at) => new(DateTimeOffset.MinValue, at, Open: true, Closed: true, Fills: true, AllPages: true, at);
}
