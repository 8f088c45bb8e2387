using Argix.Contracts;

namespace Acme;

/// <summary>One login at Acme. Holds no orders and no token; every method asks the venue once and says what it said.</summary>
internal sealed partial class AcmeAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IReadAccount
{
    private readonly AcmeApi _api = new(port);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Login(Op.Probe, ct);
        if (answer.Status != 200 || AcmeMap.TryRead(answer, AcmeJson.Default.LoginRow) is not { Id.Length: > 0 } login)
        {
            return new LoginReport("", [AcmeMap.NotSignedIn(answer)], []);
        }
        var rights = Rights.Read | (login.CanTrade ? Rights.Trade : Rights.None);
        Check[] checks =
        [
            new(CheckIds.Authentication, true, null, "Acme accepted the token"),
            new(CheckIds.Permissions, true, login.CanTrade ? null : ErrorCodes.InsufficientScope, login.CanTrade ? "The token may trade" : "The token may read but not trade"),
            new(CheckIds.Account, true, null, $"Account {login.Name} in {login.Currency}"),
            new(CheckIds.OrderLookup, true, null, "Orders can be looked up"),
        ];
        return new LoginReport(login.Id, checks, [new Account(login.Id, login.Name, login.Currency, rights, Proof.Claimed)], null, AcmeMap.TimeOf(answer));
    }

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => AcmeMap.NewOrder(order) is { } message
        ? AcmeMap.Placed(await _api.Submit(message, ct), order)
        : new Outcome(Verdict.NotSent, new Evidence(Sent.No, 0, null, "Acme has no such order type, side or time in force"));

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct)
    {
        if (order.BrokerOrderId is { } known)
        {
            return AcmeMap.Cancelled(await _api.Cancel(known, ct));
        }
        var found = await FindAsync(order, ct);
        return found.Orders is [{ BrokerOrderId: var id }]
            ? AcmeMap.Cancelled(await _api.Cancel(id, ct))
            : new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 0, null, "Acme does not show the order yet, so it could not be asked to cancel it"));
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var answer = await _api.Login(Op.Read, ct);
        var login = AcmeMap.Read(answer, AcmeJson.Default.LoginRow, "reading money", l => l.Id.Length > 0);
        return new Page<Balance>([new Balance(login.Currency, login.Cash, login.Cash, null, null, answer.At)], null, AcmeMap.Everything(answer.At));
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Positions(ct);
        var rows = AcmeMap.Read(answer, AcmeJson.Default.PositionRowArray, "reading positions", all => all.All(p => p.Symbol.Length > 0));
        return new Page<Position>([.. rows.Select(p => new Position(p.Symbol, null, p.Quantity, p.Price, null, account.Currency, answer.At))], null, AcmeMap.Everything(answer.At));
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Orders(openOnly, from, cursor, ct);
        var rows = AcmeMap.Read(answer, AcmeJson.Default.OrderRowArray, "reading orders", all => all.All(o => o.Id.Length > 0));
        var next = rows.Length >= AcmeApi.RowsPerPage ? rows[^1].Id : null;
        var coverage = new Coverage(from ?? DateTimeOffset.MinValue, answer.At, Open: true, Closed: !openOnly, Fills: false, AllPages: next is null, answer.At);
        return new Page<OrderReport>([.. rows.Select(o => AcmeMap.Report(o, account.Id))], next, coverage);
    }

    public async Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Fills(from, of?.BrokerOrderId, cursor, ct);
        var rows = AcmeMap.Read(answer, AcmeJson.Default.FillRowArray, "reading fills", all => all.All(f => f.Id.Length > 0 && f.Order.Length > 0));
        var next = rows.Length >= AcmeApi.RowsPerPage ? rows[^1].Id : null;
        var coverage = new Coverage(from ?? DateTimeOffset.MinValue, answer.At, Open: false, Closed: false, Fills: true, AllPages: next is null, answer.At);
        return new Page<OrderReport>([.. rows.Select(f => AcmeMap.Report(f, account.Id))], next, coverage);
    }
}
