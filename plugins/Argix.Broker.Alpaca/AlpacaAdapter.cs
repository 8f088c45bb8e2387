using System.Globalization;
using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Broker.Alpaca;

/// <summary>One Alpaca login. Holds no orders and no keys; every method asks the venue and says what it said.</summary>
internal sealed partial class AlpacaAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IFindOrders, ICancelAll, IReadAccount, IStreamReports
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);
    private readonly AlpacaApi _api = new(port);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => AlpacaMap.NewOrder(order) is { } message
        ? AlpacaMap.Submitted(await _api.Submit(message, ct), order)
        : new Outcome(Verdict.NotSent, new Evidence(Sent.No, 0, null, "Alpaca has no such order type, time in force or side"));

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct)
    {
        if (order.BrokerOrderId is { } known)
        {
            return AlpacaMap.Cancelled(await _api.Cancel(known, ct), known);
        }
        // An order in doubt has no venue id yet. If the venue does not show it, nothing can be said about the cancel either.
        var found = await FindAsync(order, ct);
        return found.Orders is [{ BrokerOrderId: var id }, ..]
            ? AlpacaMap.Cancelled(await _api.Cancel(id, ct), id)
            : new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 404, null, "Alpaca does not show the order yet, so it could not be asked to cancel it"));
    }

    public async Task<Outcome> CancelAllAsync(Account account, CancellationToken ct) => AlpacaMap.AllCancelled(await _api.CancelAll(ct));

    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        if (order.BrokerOrderId is { } id && await _api.Order(id, ct) is var direct && !AlpacaApi.IsNone(direct))
        {
            return Shown(direct, order, MatchedBy.BrokerId);
        }
        var answer = await _api.OrderByClientId(Op.Read, order.Order.ClientOrderId, ct);
        return AlpacaApi.IsNone(answer)
            ? new Found([], MatchedBy.ClientId, Everything(answer.At, fills: true))
            : Shown(answer, order, MatchedBy.ClientId);
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var answer = await _api.Account(Op.Read, ct);
        var a = AlpacaApi.Read(answer, AlpacaJson.Default.AccountJson, "reading the account");
        var balance = new Balance(a.Currency ?? "USD", a.Cash ?? throw AlpacaMap.Failed(answer, "reading cash"), a.NonMarginableBuyingPower, a.Equity, a.BuyingPower, answer.At);
        return new Page<Balance>([balance], null, Everything(answer.At, fills: false));
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Positions(ct);
        var rows = AlpacaApi.ReadAll(answer, AlpacaJson.Default.PositionJsonArray, "reading positions", p => p.Symbol is { Length: > 0 });
        return new Page<Position>([.. rows.Select(p => AlpacaMap.Position(p, account.Currency, answer.At))], null, Everything(answer.At, fills: false));
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        // "after" excludes its own instant: start a microsecond earlier, and let the host see an order twice rather than never.
        var after = cursor is null ? from?.AddMicroseconds(-1) : ParseCursor(cursor);
        var answer = await _api.Orders(openOnly ? "open" : "all", after, ct);
        var rows = AlpacaApi.ReadAll(answer, AlpacaJson.Default.OrderJsonArray, "reading orders", o => o.Id is { Length: > 0 });
        string? next = null;
        if (rows.Length >= AlpacaApi.OrdersPerPage)
        {
            var last = rows[^1].SubmittedAt ?? rows[^1].CreatedAt ?? throw AlpacaMap.Failed(answer, "paging orders");
            next = last.AddMicroseconds(-1).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            if (next == cursor)
            {
                throw AlpacaMap.Failed(answer, "paging orders: more than a page of them in one instant");
            }
        }
        var coverage = new Coverage(from ?? DateTimeOffset.MinValue, answer.At, Open: true, Closed: !openOnly, Fills: false, AllPages: next is null, answer.At);
        return new Page<OrderReport>([.. rows.Select(o => AlpacaMap.Report(o, account.Id))], next, coverage);
    }

    public async Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct)
    {
        var start = from ?? of?.SentAt?.AddMinutes(-1);
        var answer = await _api.Fills(start, cursor, ct);
        var rows = AlpacaApi.ReadAll(answer, AlpacaJson.Default.ActivityJsonArray, "reading fills", a => a is { Id.Length: > 0, OrderId.Length: > 0, Symbol: not null });
        var next = rows.Length >= AlpacaApi.ActivitiesPerPage ? rows[^1].Id : null;
        var mine = of?.BrokerOrderId is { } id ? rows.Where(a => a.OrderId == id) : rows;
        var coverage = new Coverage(start ?? DateTimeOffset.MinValue, answer.At, Open: false, Closed: false, Fills: true, AllPages: next is null, answer.At);
        return new Page<OrderReport>([.. mine.Select(a => AlpacaMap.Filled(a, account.Id))], next, coverage);
    }

    public async IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, [EnumeratorCancellation] CancellationToken ct)
    {
        var accountId = accounts.Count > 0 ? accounts[0].Id : "";
        await using var socket = await _api.StreamAsync(ct);
        await socket.SendAsync(new Frame(true, await _api.AuthenticateAsync(ct)), ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var listening = false;
        var asking = Task.CompletedTask;
        try
        {
            await foreach (var frame in socket.FramesAsync(ct))
            {
                // Paper sends binary frames, live text frames; the same JSON is in both.
                var said = AlpacaStream.Read(frame.Data.Span, accountId);
                if (said.Listen)
                {
                    await socket.SendAsync(new Frame(true, AlpacaApi.Listen), ct);
                }
                if (said.Event is { } e)
                {
                    yield return e;
                }
                if (said.Over)
                {
                    yield break;
                }
                if (said.Event?.Kind == EventKind.Alive && !listening)
                {
                    (listening, asking) = (true, KeepAskingAsync(socket, over.Token));
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await asking;
        }
    }

    // A quiet account's stream says nothing of itself; asked again to listen, Alpaca confirms it again.
    private async Task KeepAskingAsync(ISocket socket, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(SignOfLife, port.Clock, ct);
                await socket.SendAsync(new Frame(true, AlpacaApi.Listen), ct);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The line has ended; whoever reads it learns that by itself.
        }
    }

    private static Found Shown(Answer answer, OrderRef order, MatchedBy by)
    {
        var shown = AlpacaApi.Read(answer, AlpacaJson.Default.OrderJson, "looking the order up");
        if (string.IsNullOrEmpty(shown.Id) || (by == MatchedBy.ClientId && shown.ClientOrderId != order.Order.ClientOrderId))
        {
            throw AlpacaMap.Failed(answer, "looking the order up: another order came back");
        }
        return new Found([AlpacaMap.Report(shown, order.Order.Account.Id)], by, Everything(answer.At, fills: false));
    }

    private static Coverage Everything(DateTimeOffset at, bool fills) => new(DateTimeOffset.MinValue, at, Open: true, Closed: true, Fills: fills, AllPages: true, at);

    private static DateTimeOffset ParseCursor(string cursor) => DateTimeOffset.Parse(cursor, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
