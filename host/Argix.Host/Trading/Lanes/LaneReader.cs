using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>Reads the venue: one order in doubt, or everything again. Reports go to the desk; what is missing becomes a question.</summary>
internal sealed class LaneReader(LaneLogin login, LaneTools tools, Action<LaneInput> post)
{
    private static readonly TimeSpan LookTwiceAfter = TimeSpan.FromSeconds(5);
    private readonly Dictionary<Guid, Dictionary<string, (decimal Ours, decimal Venues)>> _lastPositions = [];

    private DateTimeOffset Now => tools.Clock.GetUtcNow();

    public async Task AskAsync(Guid id, CancellationToken ct)
    {
        var order = await tools.Desk.ReadAsync(s => s.Order(id) is { IsFinal: false } o ? (o.Facts, o.BrokerOrderId, o.Route, o.Replace) : default);
        if (order.Facts is null)
        {
            post(new OrderSettled(Now, id));
            return;
        }

        var found = await FindAsync(login.Reference(order.Facts, order.BrokerOrderId, order.Route), ct);
        if (order.Replace is { Queued: false, Rule.NewId: true } p && found is not null)
        {
            var next = await FindAsync(login.Reference(order.Facts with { ClientOrderId = p.ClientOrderId }, null, null), ct);
            found = next is null ? null : found with { Orders = [.. found.Orders, .. next.Orders] };
        }

        var (seen, done) = (false, order.Replace is not { Queued: false, Rule.CancelNew: false });
        foreach (var report in found?.Orders ?? [])
        {
            seen |= report.BrokerOrderId == order.BrokerOrderId || string.Equals(report.ClientOrderId, order.Facts.ClientOrderId, StringComparison.OrdinalIgnoreCase);
            done |= await tools.Desk.ReadAsync(s => s.Order(id) is not { } o || ReplaceDecider.Done(o, report));
            await CarryAsync(report, "look_up", ct);
        }

        post(new LookupEnded(Now, id, seen && done, found?.Coverage, seen && !done));
    }

    private async Task<Found?> FindAsync(OrderRef order, CancellationToken ct)
    {
        try
        {
            return await login.Adapter.Capability<IFindOrders>()!.FindAsync(order, ct);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            tools.Log.LogDebug("A look-up failed: {Error}", e.GetType().Name);
            return null;
        }
    }

    /// <summary>Takes a report to the desk, for every connection of its account.</summary>
    public async Task CarryAsync(OrderReport report, string through, CancellationToken ct)
    {
        if (report.Instrument is null && await InstrumentOf(report.Symbol, ct) is { } instrument)
        {
            report = report with { Instrument = instrument };
        }

        report = tools.Clean(report);
        foreach (var connection in login.ConnectionsOf(report.AccountId))
        {
            await tools.Desk.DecideAsync(new ReportSeen(Now, connection, report, login.Truth, through, tools.Ids.NewId()));
        }
    }

    /// <summary>Orders, fills, money, positions of every account: at the start, after a gap, and regularly.</summary>
    public async Task ResyncAsync(CancellationToken ct)
    {
        var started = Now;
        var unlisted = new List<Guid>();
        try
        {
            foreach (var connection in login.Connections)
            {
                unlisted.AddRange(await ResyncOneAsync(connection.Id, ct));
            }

            post(new ResyncEnded(Now, null, null, unlisted, started));
        }
        catch (VenueException e)
        {
            post(new ResyncEnded(Now, e.Code, e.Message));
        }
        catch (Errors.ArgixException e)
        {
            post(new ResyncEnded(Now, e.Code, e.Message));
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            tools.Log.LogWarning("Lane {Broker}: reading the account failed: {Error}", login.Manifest.Id, e.GetType().Name);
            post(new ResyncEnded(Now, ErrorCodes.BrokerUnreachable, e.GetType().Name));
        }
    }

    private async Task<IReadOnlyList<Guid>> ResyncOneAsync(Guid connection, CancellationToken ct)
    {
        if (login.Adapter.Capability<IReadAccount>() is not { } read)
        {
            return [];
        }

        var account = login.Account(connection);
        var started = Now;
        var (since, open) = await tools.Desk.ReadAsync(s => (login.VenueTime(ResyncRules.Since(s, connection, started)), s.OpenOf(connection).Select(o => o.Facts.Id).ToList()));
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await ReadAllAsync(c => read.OrdersAsync(account, since, false, c, ct), seen, ct);
        await ReadAllAsync(c => read.OrdersAsync(account, null, true, c, ct), seen, ct);
        await ReadAllAsync(c => read.FillsAsync(account, since, null, c, ct), null, ct);
        await QuestionMissingAsync(open, seen, started);
        await ReadMoneyAsync(connection, account, read, ct);
        return await tools.Desk.ReadAsync(s => ResyncRules.Unlisted(s, open, seen));
    }

    private async Task ReadAllAsync(Func<string?, Task<Page<OrderReport>>> page, HashSet<string>? seen, CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var got = await page(cursor);
            foreach (var report in got.Items)
            {
                seen?.Add(report.BrokerOrderId);
                await CarryAsync(report, "resync", ct);
            }

            cursor = got.Next;
        }
        while (cursor is not null);
    }

    private async Task QuestionMissingAsync(List<Guid> open, HashSet<string> seen, DateTimeOffset started)
    {
        foreach (var id in await tools.Desk.ReadAsync(s => ResyncRules.Missing(s, open, seen, started)))
        {
            post(new QuestionRaised(Now, id));
        }
    }

    private async Task ReadMoneyAsync(Guid connection, Account account, IReadAccount read, CancellationToken ct)
    {
        var balances = await read.BalancesAsync(account, ct);
        var positions = new List<Position>();
        string? cursor = null;
        do
        {
            var page = await read.PositionsAsync(account, cursor, ct);
            positions.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        var lines = new List<BaselineLine>();
        foreach (var p in positions)
        {
            var instrument = p.Instrument ?? await InstrumentOf(p.Symbol, ct) ?? Plain(p);
            lines.Add(new BaselineLine(instrument, p.Quantity, p.AveragePrice ?? p.MarketPrice ?? 0));
        }

        var now = lines.ToDictionary(l => l.Instrument.Symbol, l => l.Quantity, StringComparer.Ordinal);
        var compared = await tools.Desk.ReadAsync(s => ResyncRules.Compare(s, connection, now));
        var settled = ResyncRules.Settled(_lastPositions.GetValueOrDefault(connection), compared);
        _lastPositions[connection] = compared;
        if (compared.Any(x => x.Value.Ours != x.Value.Venues && !settled.Contains(x.Key)))
        {
            post(new LookAgain(Now, Now + LookTwiceAfter));
        }

        tools.Accounts.SetAccount(connection, new AccountSnapshot(balances.Items, positions, Now));
        await tools.Desk.DecideAsync(new PositionsRead(Now, connection, lines, settled));
    }

    private async Task<Instrument?> InstrumentOf(string symbol, CancellationToken ct)
    {
        try
        {
            return await login.Instruments.GetAsync(symbol, AssetClass.Unknown, ct);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Instrument Plain(Position p) => new(p.Symbol, p.Symbol, AssetClass.Unknown, p.Currency, QuantityUnit.Base, 1, 0, 0, null, null, null, false);
}
