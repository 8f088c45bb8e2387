using System.Globalization;
using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>An order as it leaves, and plain answers.</summary>
internal static class SubmitCases
{
    private const string Group = "Submit";

    public static IEnumerable<KitCase> All =>
    [
        new("BC-020", Group, Grade.Bronze, "a good limit order is accepted, under the venue's id", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            That(placed.BrokerOrderId == booked.Id, $"the broker's order id is {booked.Id}, not {placed.BrokerOrderId ?? "missing"}");
        }),
        new("BC-021", Group, Grade.Bronze, "one submit is one order message", Needs.Nothing, async d =>
        {
            await d.PlacedAsync();
            That(d.Port.Count(Op.Submit) == 1 && d.Book.Orders().Count == 1, "one call of kind Submit, one order at the venue");
        }),
        new("BC-022", Group, Grade.Bronze, "our order id is at the venue as it was given", Needs.ClientId, async d =>
        {
            var order = await d.OrderAsync();
            await d.PlacedAsync(order);
            That(d.Book.Orders()[0].ClientOrderId == order.ClientOrderId, $"the venue has our id {order.ClientOrderId}, not {d.Book.Orders()[0].ClientOrderId}");
        }),
        new("BC-023", Group, Grade.Bronze, "a limit order arrives with its price, side, quantity and time in force", Needs.Type("limit"), d => Arrives(d, OrderType.Limit)),
        new("BC-024", Group, Grade.Bronze, "a market order arrives, in base units", Needs.Type("market"), d => Arrives(d, OrderType.Market)),
        new("BC-025", Group, Grade.Bronze, "a stop order arrives with its trigger", Needs.Type("stop"), d => Arrives(d, OrderType.Stop)),
        new("BC-026", Group, Grade.Bronze, "a stop-limit order arrives with both prices, not exchanged", Needs.Type("stop_limit"), d => Arrives(d, OrderType.StopLimit)),
        new("BC-027", Group, Grade.Bronze, "a sale is a sale", Needs.Nothing, async d =>
        {
            await HoldAsync(d);
            await ArrivesAsync(d, await d.OrderAsync(side: Side.Sell, quantity: d.Traded.Quantity));
        }),
        new("BC-028", Group, Grade.Bronze, "every order type with every time in force that the manifest names can be sent", Needs.Nothing, EveryType),
        new("BC-029", Group, Grade.Bronze, "amounts keep all their digits, whatever the machine's language", Needs.Nothing, KeepsDigits),
        new("BC-030", Group, Grade.Bronze, "an order type that does not exist sends nothing", Needs.Nothing, async d =>
        {
            var outcome = await d.SubmitAsync(await d.OrderAsync() with { Type = OrderType.Unknown });
            That(d.Book.Orders().Count == 0 && outcome.Verdict is not (Verdict.Accepted or Verdict.Pending), "nothing leaves that cannot be said in the venue's words");
        }),
        new("BC-031", Group, Grade.Bronze, "not enough money is a refusal, by a rule", Needs.Nothing, d => Refused(d, Saying.InsufficientFunds, ErrorCodes.InsufficientFunds)),
        new("BC-032", Group, Grade.Bronze, "an unknown instrument is a refusal, by a rule", Needs.Nothing, d => Refused(d, Saying.UnknownInstrument, ErrorCodes.UnknownInstrument)),
        new("BC-033", Group, Grade.Bronze, "an order that is not as it must be is a refusal, by a rule", Needs.Nothing, d => Refused(d, Saying.InvalidOrder, null)),
        new("BC-034", Group, Grade.Bronze, "a refusal keeps the venue's own words", Needs.Nothing, async d =>
        {
            d.Port.Next(Op.Submit, PortFault.Say(Saying.InvalidOrder));
            var e = (await d.SubmitAsync(await d.OrderAsync())).Evidence;
            That((e.Code ?? e.Text) is { Length: > 0 and <= 1000 } && (e.Text?.Length ?? 0) <= 1000, "code or text of the venue is in the evidence, and not a whole page of it");
        }),
        new("BC-035", Group, Grade.Bronze, "wrong credentials with an order never end as accepted", Needs.Secrets, async d =>
        {
            var order = await d.OrderAsync();
            d.Port.Next(Op.Submit, PortFault.Say(Saying.BadCredentials));
            var outcome = await d.SubmitAsync(order);
            That(d.Concluded(Op.Submit, outcome) is { Verdict: not (Verdict.Accepted or Verdict.Pending) }, $"it was not taken, but the adapter says {Shown(outcome)}");
        }),
        new("BC-036", Group, Grade.Bronze, "a repeated order id is told as a duplicate", Needs.Dedup, Repeated),
        new("BC-037", Group, Grade.Bronze, "two orders are two orders", Needs.Nothing, async d =>
        {
            var (first, _) = await d.PlacedAsync();
            var (second, _) = await d.PlacedAsync();
            That(first.BrokerOrderId != second.BrokerOrderId && d.Book.Orders().Count == 2, "each has an id of its own");
        }),
        new("BC-038", Group, Grade.Bronze, "the answer's report is of this order and counts no fill that was not", Needs.Nothing, async d =>
        {
            var order = await d.OrderAsync();
            var outcome = await d.SubmitAsync(order);
            That(outcome.Report is not { } r || ((r.ClientOrderId ?? order.ClientOrderId) == order.ClientOrderId && r.Filled is null or 0 && r.Fills.Count == 0 && r.State is not (OrderState.Filled or OrderState.Cancelled)),
                "a report in the answer to a resting order has our id and no fills");
        }),
    ];

    /// <summary>So much is held, that a sale closes and is refused by nobody.</summary>
    internal static async Task HoldAsync(KitDesk d)
    {
        var (_, booked) = await d.PlacedAsync();
        That(d.Book.Fill(booked.Id), "the venue fills what the kit tells it to");
        d.Pass(1);
    }

    private static async Task Arrives(KitDesk d, OrderType type) => await ArrivesAsync(d, await d.OrderAsync(type));

    private static async Task ArrivesAsync(KitDesk d, Order order)
    {
        var (_, b) = await d.PlacedAsync(order);
        That(b.Symbol == order.Instrument.VenueSymbol, $"the venue's symbol is {order.Instrument.VenueSymbol}, but {b.Symbol} arrived");
        That(b.Side == (order.Side == Side.Buy ? "buy" : "sell"), $"a {order.Side} arrived as {b.Side}");
        That(b.Quantity == order.Quantity, $"quantity {order.Quantity} arrived as {b.Quantity}");
        That(b.Type == Words.Of(order.Type), $"{Words.Of(order.Type)} arrived as {b.Type}");
        That(b.TimeInForce == Words.Of(order.TimeInForce) || order.Type == OrderType.Market, $"{Words.Of(order.TimeInForce)} arrived as {b.TimeInForce}");
        That(b.LimitPrice == order.LimitPrice, $"limit price {order.LimitPrice} arrived as {b.LimitPrice}");
        That(b.StopPrice == order.StopPrice, $"stop price {order.StopPrice} arrived as {b.StopPrice}");
    }

    private static async Task EveryType(KitDesk d)
    {
        foreach (var traded in d.Script.Instruments)
        {
            var named = d.Manifest.Orders.FirstOrDefault(o => o.AssetClass == Words.Of(traded.AssetClass)) ?? throw new KitFailure($"the manifest names no orders for {Words.Of(traded.AssetClass)}");
            foreach (var (type, tifs) in named.Types)
            {
                foreach (var tif in tifs)
                {
                    await ArrivesAsync(d, await d.OrderAsync(Words.Type(type), tif: Words.Tif(tif), traded: traded));
                }
            }
        }
    }

    private static async Task KeepsDigits(KitDesk d)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Comma();
            var t = d.Traded;
            var order = await d.OrderAsync(quantity: t.Quantity + t.Lot);
            await ArrivesAsync(d, order with { LimitPrice = order.LimitPrice + t.Tick });
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // Made by hand: a machine without languages has no other.
    private static CultureInfo Comma()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
        return culture;
    }

    private static async Task Refused(KitDesk d, Saying what, string? code)
    {
        var order = await d.OrderAsync();
        d.Port.Next(Op.Submit, PortFault.Say(what));
        var outcome = await d.SubmitAsync(order);
        var concluded = d.Concluded(Op.Submit, outcome);
        InDoubt(d, what, concluded.Verdict);
        That(concluded.Verdict == Verdict.Refused, $"adapter and manifest together make it a refusal, but the adapter says {Shown(outcome)} and the rules make it {concluded.Verdict}");
        That(code is null || concluded.Code == code, $"the rule calls it {code}, not {concluded.Code}");
    }

    // Words that nobody has recorded prove nothing: a rule that fits them is a guess, and the order stays in doubt.
    internal static void InDoubt(KitDesk d, Saying what, Verdict concluded)
    {
        if (!d.Script.Unrecorded.Contains(what))
        {
            return;
        }
        That(concluded == Verdict.Unknown, $"nobody has recorded how the venue words it, so the order stays in doubt; but it ends as {concluded}");
        throw new NotApplicableException("how the venue words it has not been recorded: the order stays in doubt until the venue has shown it");
    }

    private static async Task Repeated(KitDesk d)
    {
        var order = await d.OrderAsync();
        var (first, _) = await d.PlacedAsync(order);
        var again = await d.SubmitAsync(order);
        That(d.Book.Orders().Count == 1, "the manifest says that a repeated id is not taken twice, but the venue script took it");
        if (d.Manifest.ClientOrderId.Dedup == "return")
        {
            That(again.BrokerOrderId == first.BrokerOrderId, $"the venue gives the first order back, but the adapter says {Shown(again)} {again.BrokerOrderId}");
            return;
        }
        InDoubt(d, Saying.Repeated, d.Concluded(Op.Submit, again).Verdict);
        That(d.Concluded(Op.Submit, again).Verdict == Verdict.Duplicate, $"a repeated id is a duplicate and not a refusal, but the adapter says {Shown(again)}");
    }
}
