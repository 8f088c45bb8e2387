using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>Lists, money, positions, instruments, prices.</summary>
internal static class ReadCases
{
    private const string Group = "Reads and reconciling";

    public static IEnumerable<KitCase> All =>
    [
        new("BC-130", Group, Grade.Bronze, "open orders are listed, closed ones are not", Needs.Nothing, async d =>
        {
            var (open, _) = await d.PlacedAsync();
            var (closed, booked) = await d.PlacedAsync();
            d.Book.End(booked.Id);
            d.Pass(1);
            var ids = (await d.OrdersAsync(openOnly: true)).Select(o => o.BrokerOrderId).ToList();
            That(ids.Contains(open.BrokerOrderId!) && !ids.Contains(closed.BrokerOrderId!), "exactly the open order is listed");
        }),
        new("BC-131", Group, Grade.Gold, "orders since a time include those that have ended", Needs.LookUpClosed, async d =>
        {
            var since = d.Clock.GetUtcNow().AddSeconds(-1);
            var (closed, booked) = await d.PlacedAsync();
            d.Book.Fill(booked.Id);
            d.Pass(1);
            if (d.Manifest.History.ListedBy == "instrument")
            {
                var page = await d.RunAsync(ct => d.Books.OrdersAsync(closed.Order.Account, since, false, null, ct), "reading orders");
                That(page.Coverage is not { Closed: true, AllPages: true }, "the venue lists ended orders of one instrument only, but the coverage says that all were read");
                throw new NotApplicableException("the venue lists ended orders of one instrument at a time, and the coverage says so");
            }
            That((await d.OrdersAsync(openOnly: false, since)).Any(o => o.BrokerOrderId == closed.BrokerOrderId), "the ended order is listed");
        }),
        new("BC-132", Group, Grade.Silver, "all pages of open orders are read", Needs.Nothing, Pages),
        new("BC-133", Group, Grade.Silver, "a fill made at the very moment from which is asked is not lost", Needs.Executions, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            var at = d.Clock.GetUtcNow();
            d.Pass(2);
            That((await d.FillsSinceAsync(at, placed)).Sum(f => f.Quantity) == CancelCases.Part(d, 1), "the fill at that moment is among them");
        }),
        new("BC-134", Group, Grade.Bronze, "money is shown in its currency", Needs.Nothing, async d =>
        {
            var account = await d.AccountAsync();
            var rows = (await d.RunAsync(ct => d.Books.BalancesAsync(account, ct), "reading balances")).Items;
            That(rows.Any(b => b.Total == d.Book.Cash && b.Currency.Length >= 3), $"{d.Book.Cash} of money is shown, not {string.Join(", ", rows.Select(r => $"{r.Total} {r.Currency}"))}");
        }),
        new("BC-135", Group, Grade.Bronze, "a position shows its quantity", Needs.Nothing, async d =>
        {
            await SubmitCases.HoldAsync(d);
            var account = await d.AccountAsync();
            var rows = await d.AllAsync((cursor, ct) => d.Books.PositionsAsync(account, cursor, ct), "reading positions");
            That(rows.Any(p => p.Symbol == d.Traded.Symbol && p.Quantity == d.Traded.Quantity), $"{d.Traded.Quantity} {d.Traded.Symbol} are held, not {string.Join(", ", rows.Select(r => $"{r.Quantity} {r.Symbol}"))}");
        }),
        new("BC-136", Group, Grade.Silver, "money that could not be read is no empty account", Needs.Nothing, d => Fails(d, (a, ct) => d.Books.BalancesAsync(a, ct), "reading balances")),
        new("BC-137", Group, Grade.Silver, "positions that could not be read are no empty list", Needs.Nothing, d => Fails(d, (a, ct) => d.Books.PositionsAsync(a, null, ct), "reading positions")),
        new("BC-138", Group, Grade.Silver, "orders that could not be read are no empty list", Needs.Nothing, d => Fails(d, (a, ct) => d.Books.OrdersAsync(a, null, true, null, ct), "reading orders")),
        new("BC-139", Group, Grade.Silver, "fills that could not be read are no empty list", Needs.Executions, async d =>
        {
            var known = d.Manifest.History.ListedBy == "instrument" ? (await d.PlacedAsync()).Ref : null;
            await Fails(d, (a, ct) => d.Books.FillsAsync(a, null, known, null, ct), "reading fills");
        }),
        new("BC-140", Group, Grade.Silver, "after an outage everything works again, and it was not logged a hundred times", Needs.Nothing, Outage),
        new("BC-141", Group, Grade.Gold, "an instrument has its rules: step of price and quantity, currency, unit", Needs.Nothing, async d =>
        {
            foreach (var traded in d.Script.Instruments)
            {
                var i = await d.RunAsync(ct => d.Able<IReadInstruments>().GetAsync(traded.Symbol, traded.AssetClass, ct), "reading an instrument") ?? throw new KitFailure($"{traded.Symbol} is listed");
                That(i.Symbol == traded.Symbol && i.VenueSymbol == traded.VenueSymbol, $"{traded.Symbol} is {traded.VenueSymbol} at the venue, not {i.Symbol} and {i.VenueSymbol}");
                That(i.Currency == traded.Currency && i.Unit == traded.Unit && i.AssetClass == traded.AssetClass && i.Multiplier == traded.Multiplier, $"currency, unit, multiplier and class are {traded.Currency}, {traded.Unit}, {traded.Multiplier}, {traded.AssetClass}, not {i.Currency}, {i.Unit}, {i.Multiplier}, {i.AssetClass}");
                That(i is { Lot: > 0, Tick: > 0 } && i.Tick <= traded.Tick && i.Lot <= traded.Lot, $"the steps are {traded.Tick} and {traded.Lot}, not {i.Tick} and {i.Lot}");
            }
        }),
        new("BC-142", Group, Grade.Gold, "an instrument that the venue does not list is null", Needs.Nothing, async d =>
        {
            await d.AccountAsync();
            That(await d.RunAsync(ct => d.Able<IReadInstruments>().GetAsync("KITNONE", d.Traded.AssetClass, ct), "reading an instrument") is null, "there is no KITNONE");
        }),
        new("BC-143", Group, Grade.Gold, "an instrument that could not be read throws", Needs.Nothing, async d =>
        {
            d.Port.Always(PortFault.Say(Saying.Unavailable), Op.Read);
            await d.FailsAsync(ct => d.Able<IReadInstruments>().GetAsync(d.Traded.Symbol, d.Traded.AssetClass, ct), "reading an instrument");
        }),
        new("BC-144", Group, Grade.Silver, "a quote has a price, a time, and says how late it is", Needs.Nothing, async d =>
        {
            var market = Market(d);
            await d.AccountAsync();
            var q = await d.RunAsync(ct => market.QuoteAsync(d.Traded.Instrument, ct), "reading a quote");
            That((q.Bid ?? q.Ask ?? q.Last) is > 0 && q.Symbol == d.Traded.Symbol && (q.Time - d.Clock.GetUtcNow()).Duration() < TimeSpan.FromMinutes(30), $"a fresh price of {d.Traded.Symbol}, not {q}");
        }),
        new("BC-145", Group, Grade.Silver, "a quote that could not be read throws", Needs.Nothing, async d =>
        {
            var market = Market(d);
            d.Port.Always(PortFault.Say(Saying.Unavailable), Op.Read);
            await d.FailsAsync(ct => market.QuoteAsync(d.Traded.Instrument, ct), "reading a quote");
        }),
    ];

    private static IReadMarket Market(KitDesk d) => d.Adapter.Capability<IReadMarket>() ?? throw new NotApplicableException("the adapter reads no prices");

    private static async Task Pages(KitDesk d)
    {
        if (d.Script.RowsPerPage is not (> 0 and <= 2000 and var rows))
        {
            throw new NotApplicableException("the venue gives all orders at once");
        }
        var order = await d.OrderAsync();
        await d.PlacedAsync(order);
        var like = d.Booked(order);
        for (var i = 0; i < rows; i++)
        {
            d.Clock.Advance(TimeSpan.FromMilliseconds(10));
            d.Book.Accept(d.NextId(), like.Symbol, like.Side, like.Type, like.TimeInForce, like.Quantity, like.LimitPrice, like.StopPrice);
        }
        d.Pass(1);
        var seen = (await d.OrdersAsync(openOnly: true)).Select(o => o.BrokerOrderId).Distinct(StringComparer.Ordinal).Count();
        That(seen == rows + 1, $"{rows + 1} orders are open, but {seen} are listed");
    }

    private static async Task Fails<T>(KitDesk d, Func<Account, CancellationToken, Task<T>> read, string what)
    {
        var account = await d.AccountAsync();
        foreach (var fault in new[] { PortFault.Say(Saying.Unavailable), PortFault.LoseAnswer, PortFault.Instead(Noise.Html), PortFault.Instead(Noise.Null) })
        {
            d.Port.Always(fault, Op.Read);
            await d.FailsAsync(ct => read(account, ct), what);
        }
    }

    private static async Task Outage(KitDesk d)
    {
        var (placed, _) = await d.PlacedAsync();
        var before = d.Port.Logged.Count;
        d.Port.Always(PortFault.LoseRequest, Op.Read);
        for (var i = 0; i < 20; i++)
        {
            await d.FailsAsync(ct => d.Look.FindAsync(placed, ct), "a look-up");
            d.Pass(1);
        }
        d.Port.Heal();
        await d.FoundAsync(placed);
        That(d.Port.Logged.Count - before <= 2, $"an outage is logged once when it begins and once when it ends, but there are {d.Port.Logged.Count - before} lines");
    }
}
