using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Kraken;

/// <summary>One Kraken key. Holds no orders and no keys; every method asks the venue and says what it said.</summary>
internal sealed partial class KrakenAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IFindOrders, IReplaceOrders, ICancelAll, IDeadMan, IReadAccount
{
    private readonly KrakenApi _api = new(port);

    private string Currency => port.Login.Settings.GetValueOrDefault("Currency", "USD");

    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        return ValueTask.CompletedTask;
    }

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => KrakenMap.NewOrder(order, port.Clock.GetUtcNow()) is { } message
        ? KrakenMap.Submitted(await _api.Order(Op.Submit, "AddOrder", ct, message), order)
        : Unsupported("Kraken has no such order type, time in force or side");

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct) => KrakenMap.Cancelled(order.BrokerOrderId is { } id
        ? await _api.Order(Op.Cancel, "CancelOrder", ct, ("txid", id))
        : await _api.Order(Op.Cancel, "CancelOrder", ct, ("cl_ord_id", order.Order.ClientOrderId)), order.BrokerOrderId);

    public async Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct) => KrakenMap.Amend(current, wanted, port.Clock.GetUtcNow()) is { } message
        ? KrakenMap.Amended(await _api.Order(Op.Replace, "AmendOrder", ct, message), current.BrokerOrderId!)
        : Unsupported("Kraken cannot change an order's time in force");

    public async Task<Outcome> CancelAllAsync(Account account, CancellationToken ct) => KrakenMap.AllCancelled(await _api.Order(Op.Cancel, "CancelAll", ct));

    public async Task<DateTimeOffset?> ArmAsync(Account account, TimeSpan after, CancellationToken ct)
    {
        var seconds = ((int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var answer = await _api.Order(Op.Cancel, "CancelAllOrdersAfter", ct, ("timeout", seconds));
        var said = KrakenMap.Read(answer, KrakenJson.Default.DeadManJson, "arming the dead-man switch");
        return DateTimeOffset.TryParse(said.TriggerTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && after > TimeSpan.Zero ? at : null;
    }

    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        var pairs = await PairsAsync(ct);
        if (order.BrokerOrderId is { } id)
        {
            var direct = await _api.Read(Op.Read, "QueryOrders", 1, ct, ("txid", id));
            if (!KrakenMap.IsNone(direct) && KrakenMap.Read(direct, KrakenJson.Default.DictionaryStringOrderJson, "looking the order up").TryGetValue(id, out var shown))
            {
                return new Found([KrakenMap.Report(id, shown, pairs, order.Order.Account.Id)], MatchedBy.BrokerId, Everything(direct.At));
            }
        }
        return await FindByClientIdAsync(order.Order, pairs, ct);
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var (held, at) = await HeldAsync(ct);
        var money = held.Where(h => KrakenPairs.IsMoney(h.Key) || h.Key == Currency).Select(h => new Balance(h.Key, h.Value.Total, h.Value.Free, null, h.Value.Free, at));
        return new Page<Balance>([.. money], null, Everything(at));
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var pairs = await PairsAsync(ct);
        var (held, at) = await HeldAsync(ct);
        var coins = held.Where(h => h.Value.Total != 0 && !KrakenPairs.IsMoney(h.Key) && h.Key != Currency).Select(h => (pairs.Home(h.Key, Currency), h.Value.Total));
        return new Page<Position>([.. coins.Select(c => new Position(c.Item1.Symbol, c.Item1.Instrument, c.Total, null, null, c.Item1.Instrument?.Currency ?? Currency, at))], null, Everything(at));
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        var pairs = await PairsAsync(ct);
        var reports = new List<OrderReport>();
        // What closes between the two reads is in the second one: open orders first.
        var open = cursor is null ? await _api.Read(Op.Read, "OpenOrders", 1, ct) : null;
        reports.AddRange(open is null ? [] : Reports(KrakenMap.Read(open, KrakenJson.Default.OpenJson, "reading open orders").Open, open, pairs, account.Id));
        if (open is not null && openOnly)
        {
            return new Page<OrderReport>(reports, null, new Coverage(DateTimeOffset.MinValue, open.At, Open: true, Closed: false, Fills: false, AllPages: true, open.At));
        }
        var offset = Offset(cursor);
        var answer = await _api.Read(Op.Read, "ClosedOrders", 1, ct, ("start", Seconds(from)), ("closetime", "close"), ("ofs", KrakenMap.Text(offset)));
        var closed = KrakenMap.Read(answer, KrakenJson.Default.ClosedJson, "reading closed orders");
        reports.AddRange(Reports(closed.Closed, answer, pairs, account.Id));
        var next = Next(offset, closed.Closed!.Count, closed.Count);
        return new Page<OrderReport>(reports, next, new Coverage(from ?? DateTimeOffset.MinValue, (open ?? answer).At, Open: true, Closed: true, Fills: false, AllPages: next is null, (open ?? answer).At));
    }

    public async Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct)
    {
        var pairs = await PairsAsync(ct);
        var (start, offset) = (from ?? of?.SentAt?.AddMinutes(-1), Offset(cursor));
        var answer = await _api.Read(Op.Read, "TradesHistory", 2, ct, ("start", Seconds(start)), ("ofs", KrakenMap.Text(offset)));
        var read = KrakenMap.Read(answer, KrakenJson.Default.TradesJson, "reading trades");
        var rows = read.Trades is { } t && t.Values.All(x => x is { Ordertxid.Length: > 0, Vol: > 0 }) ? t : throw KrakenMap.Failed(answer, "reading trades: an unusable row");
        var next = Next(offset, rows.Count, read.Count);
        var mine = of?.BrokerOrderId is { } id ? rows.Where(r => r.Value.Ordertxid == id) : rows;
        var coverage = new Coverage(start ?? DateTimeOffset.MinValue, answer.At, Open: false, Closed: false, Fills: true, AllPages: next is null, answer.At);
        return new Page<OrderReport>([.. mine.Select(r => KrakenMap.Filled(r.Key, r.Value, pairs, account.Id))], next, coverage);
    }

    // Open first: an order that closes between the two reads is in the second. A row that is not ours says that the filter was not applied, and then 50 rows prove nothing.
    private async Task<Found> FindByClientIdAsync(Order order, KrakenPairs pairs, CancellationToken ct)
    {
        var open = await _api.Read(Op.Read, "OpenOrders", 1, ct, ("cl_ord_id", order.ClientOrderId));
        var working = Reports(KrakenMap.Read(open, KrakenJson.Default.OpenJson, "looking the order up").Open, open, pairs, order.Account.Id);
        var closed = await _api.Read(Op.Read, "ClosedOrders", 1, ct, ("cl_ord_id", order.ClientOrderId));
        var ended = Reports(KrakenMap.Read(closed, KrakenJson.Default.ClosedJson, "looking the order up").Closed, closed, pairs, order.Account.Id);
        bool Ours(OrderReport r) => string.Equals(r.ClientOrderId, order.ClientOrderId, StringComparison.OrdinalIgnoreCase);
        var whole = working.All(Ours) && ended.All(Ours) || ended.Count < KrakenApi.PerPage;
        return new Found([.. working.Concat(ended).Where(Ours)], MatchedBy.ClientId,
            new Coverage(DateTimeOffset.MinValue, open.At, Open: true, Closed: whole, Fills: false, AllPages: whole, open.At));
    }

    private async Task<(IReadOnlyDictionary<string, (decimal Total, decimal Free)> Held, DateTimeOffset At)> HeldAsync(CancellationToken ct)
    {
        var pairs = await PairsAsync(ct);
        var answer = await _api.Read(Op.Read, "BalanceEx", 1, ct);
        var rows = KrakenMap.Result(answer, KrakenJson.Default.DictionaryStringHoldingJson);
        if (rows is null && (answer.Status == 404 || KrakenMap.Errors(answer).Any(e => e.StartsWith("EGeneral:Unknown method", StringComparison.Ordinal))))
        {
            // The simpler list does not say what is reserved.
            answer = await _api.Read(Op.Read, "Balance", 1, ct);
            rows = KrakenMap.Result(answer, KrakenJson.Default.DictionaryStringDecimal)?.ToDictionary(r => r.Key, r => new HoldingJson(r.Value, null, null, null));
        }
        var held = new Dictionary<string, (decimal Total, decimal Free)>(StringComparer.Ordinal);
        foreach (var (code, row) in rows ?? throw KrakenMap.Failed(answer, "reading balances"))
        {
            // ".F" is the same coin, earning while it waits and free to trade; the other suffixes are staked or locked.
            if (code.EndsWith(".F", StringComparison.Ordinal) || !code.Contains('.'))
            {
                var asset = pairs.Asset(code.EndsWith(".F", StringComparison.Ordinal) ? code[..^2] : code);
                var (total, free) = held.GetValueOrDefault(asset);
                held[asset] = (total + row.Balance, free + row.Balance - (row.HoldTrade ?? 0) + (row.Credit ?? 0) - (row.CreditUsed ?? 0));
            }
        }
        return (held, answer.At);
    }

    private static List<OrderReport> Reports(Dictionary<string, OrderJson>? rows, Answer answer, KrakenPairs pairs, string accountId) => rows is null || rows.Values.Any(o => o?.Status is null)
        ? throw KrakenMap.Failed(answer, "reading orders: an unusable row")
        : [.. rows.Select(r => KrakenMap.Report(r.Key, r.Value, pairs, accountId))];

    private static Outcome Unsupported(string why) => new(Verdict.Refused, new Evidence(Sent.No, 0, "unsupported", why));

    private static Coverage Everything(DateTimeOffset at) => new(DateTimeOffset.MinValue, at, Open: true, Closed: true, Fills: false, AllPages: true, at);

    // The start is exclusive and in whole seconds: begin earlier, and let the host see an order twice rather than never.
    private static string? Seconds(DateTimeOffset? from) => from is { } f ? Math.Max(0, f.ToUnixTimeSeconds() - 1).ToString(CultureInfo.InvariantCulture) : null;

    private static int Offset(string? cursor) => cursor is null ? 0 : int.Parse(cursor, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string? Next(int offset, int rows, int? count) =>
        rows > 0 && (count is { } all ? offset + rows < all : rows >= KrakenApi.PerPage) ? (offset + rows).ToString(CultureInfo.InvariantCulture) : null;
}
