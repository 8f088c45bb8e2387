using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>What an adapter shows of an order when it reads it.</summary>
internal static class ReportCases
{
    private const string Group = "Reports";

    public static IEnumerable<KitCase> All =>
    [
        new("BC-085", Group, Grade.Bronze, "a working order is shown as it is", Needs.Nothing, AsItIs),
        new("BC-086", Group, Grade.Bronze, "part filled: the quantity so far and its average price", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1), booked.LimitPrice);
            var r = await d.FoundAsync(placed);
            That(r.State == OrderState.Working && r.Filled == CancelCases.Part(d, 1), $"working with {CancelCases.Part(d, 1)} filled, not {r.State} with {r.Filled}");
            That(r.AveragePrice is null || r.AveragePrice == booked.LimitPrice, $"the average price is {booked.LimitPrice}, not {r.AveragePrice}");
        }),
        new("BC-087", Group, Grade.Bronze, "filled in steps: the quantity is cumulative", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            d.Pass(1);
            d.Book.Fill(booked.Id, CancelCases.Part(d, 2));
            var r = await d.FoundAsync(placed);
            That(r.Filled == CancelCases.Part(d, 1) + CancelCases.Part(d, 2), $"{CancelCases.Part(d, 1) + CancelCases.Part(d, 2)} has filled, not {r.Filled}");
        }),
        new("BC-088", Group, Grade.Bronze, "filled whole: Filled", Needs.Nothing, d => Ends(d, b => d.Book.Fill(b.Id), OrderState.Filled)),
        new("BC-089", Group, Grade.Bronze, "cancelled: Cancelled", Needs.Nothing, d => Ends(d, b => d.Book.End(b.Id), OrderState.Cancelled)),
        new("BC-090", Group, Grade.Bronze, "expired: Expired, or Cancelled where the venue has one word for both", Needs.Nothing, d => Ends(d, b => d.Book.End(b.Id, "expired"), OrderState.Expired, OrderState.Cancelled)),
        new("BC-091", Group, Grade.Bronze, "rejected after it was taken: Rejected, or Cancelled where the venue has one word for both", Needs.Nothing,
            d => Ends(d, b => d.Book.End(b.Id, "rejected"), OrderState.Rejected, OrderState.Cancelled)),
        new("BC-092", Group, Grade.Bronze, "a word that nobody knows ends no order", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            d.Book.End(booked.Id, "kit_unheard_of");
            var r = await d.FoundAsync(placed);
            That(r.State is OrderState.Unknown or OrderState.Working or OrderState.Pending, $"an unknown word becomes Unknown, not {r.State}");
        }),
        new("BC-093", Group, Grade.Bronze, "the fills add up to what has filled", Needs.Executions, async d =>
        {
            var (placed, _) = await InStepsAsync(d);
            var fills = await d.FillsAsync(placed);
            That(fills.Sum(f => f.Quantity) == CancelCases.Part(d, 3) && fills.Count == 2, $"two fills of {CancelCases.Part(d, 3)} together, not {fills.Count} of {fills.Sum(f => f.Quantity)}");
            That(fills.All(f => f is { Price: > 0, Kind: FillKind.Trade } && f.Time > DateTimeOffset.UnixEpoch), "each has price, time and kind");
        }),
        new("BC-094", Group, Grade.Bronze, "each fill has an id, the same at each reading", Needs.Executions, async d =>
        {
            var (placed, _) = await InStepsAsync(d);
            var first = (await d.FillsAsync(placed)).Select(f => f.Id).ToList();
            await d.RestartAsync();
            var second = (await d.FillsAsync(placed)).Select(f => f.Id).ToList();
            That(first.All(id => id is { Length: > 0 }) && first.Distinct(StringComparer.Ordinal).Count() == first.Count, "each fill has an id of its own");
            That(first.Order(StringComparer.Ordinal).SequenceEqual(second.Order(StringComparer.Ordinal)), "the ids are the same when they are read again");
        }),
        new("BC-095", Group, Grade.Bronze, "fills of two orders at the same price are not mixed up", Needs.Executions, async d =>
        {
            var (first, one) = await d.PlacedAsync();
            var (_, two) = await d.PlacedAsync();
            d.Book.Fill(one.Id, CancelCases.Part(d, 1), one.LimitPrice);
            d.Book.Fill(two.Id, CancelCases.Part(d, 2), one.LimitPrice);
            That((await d.FillsAsync(first)).Sum(f => f.Quantity) == CancelCases.Part(d, 1), "the fills of one order are its own");
        }),
        new("BC-096", Group, Grade.Bronze, "a later fill never makes the quantity smaller", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            decimal last = 0;
            for (var i = 0; i < 3; i++)
            {
                d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
                d.Pass(1);
                var now = (await d.FoundAsync(placed)).Filled ?? -1;
                That(now == last + CancelCases.Part(d, 1), $"{last + CancelCases.Part(d, 1)} has filled, not {now}");
                last = now;
            }
        }),
    ];

    internal static async Task<(OrderRef, BookOrder)> InStepsAsync(KitDesk d)
    {
        var (placed, booked) = await d.PlacedAsync();
        d.Pass(1);
        d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
        d.Pass(1);
        d.Book.Fill(booked.Id, CancelCases.Part(d, 2));
        d.Pass(1);
        return (placed, booked);
    }

    private static async Task AsItIs(KitDesk d)
    {
        var (placed, booked) = await d.PlacedAsync();
        var r = await d.FoundAsync(placed);
        That(r.BrokerOrderId == booked.Id, $"the venue's id is {booked.Id}, not {r.BrokerOrderId}");
        That(r.AccountId == placed.Order.Account.Id, $"the account is {placed.Order.Account.Id}, not {r.AccountId}");
        That(r.State is OrderState.Working or OrderState.Pending && r.VenueState.Length > 0, $"it works, and the venue's own word is kept, not {r.State} \"{r.VenueState}\"");
        That(r.Symbol == d.Traded.Symbol, $"the symbol is {d.Traded.Symbol}, not {r.Symbol}");
        That(r is { Side: Side.Buy, Type: OrderType.Limit }, $"a limit buy, not {r.Type} {r.Side}");
        That(r.Quantity == placed.Order.Quantity && r.LimitPrice == placed.Order.LimitPrice, $"{placed.Order.Quantity} at {placed.Order.LimitPrice}, not {r.Quantity} at {r.LimitPrice}");
        That(r.Filled is 0, $"nothing has filled, not {r.Filled}");
        That(r.TimeInForce == placed.Order.TimeInForce || r.TimeInForce == TimeInForce.Unknown, $"{placed.Order.TimeInForce}, not {r.TimeInForce}");
    }

    private static async Task Ends(KitDesk d, Func<BookOrder, bool> end, params OrderState[] states)
    {
        var (placed, booked) = await d.PlacedAsync();
        d.Pass(1);
        end(booked);
        var r = await d.FoundAsync(placed);
        That(states.Contains(r.State), $"it is {string.Join(" or ", states)}, not {r.State}");
        That(r.Filled == d.Book.Order(booked.Id)!.Filled, $"{d.Book.Order(booked.Id)!.Filled} has filled, not {r.Filled}");
    }
}
