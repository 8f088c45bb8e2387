using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>Changes of a working order, in the way that the manifest names.</summary>
internal static class ReplaceCases
{
    private const string Group = "Replace";

    public static IEnumerable<KitCase> All =>
    [
        new("BC-074", Group, Grade.Gold, "a price is changed by one message", Needs.Replace, async d =>
        {
            var (placed, wanted) = await WantedAsync(d, o => o with { LimitPrice = o.LimitPrice - d.Traded.Tick });
            var outcome = await d.ReplaceAsync(placed, wanted);
            That(outcome.Verdict is Verdict.Accepted or Verdict.Pending && d.Port.Count(Op.Replace) == 1, $"the change is taken, but the adapter says {Shown(outcome)}");
            That(Open(d).LimitPrice == wanted.LimitPrice, $"the venue has {wanted.LimitPrice}, not {Open(d).LimitPrice}");
        }),
        new("BC-075", Group, Grade.Gold, "a quantity is changed", Needs.Replace, async d =>
        {
            var (placed, wanted) = await WantedAsync(d, o => o with { Quantity = o.Quantity + d.Traded.Lot });
            var outcome = await d.ReplaceAsync(placed, wanted);
            // Some venues change prices only: then the adapter sends nothing and says so.
            That(outcome.Verdict == Verdict.NotSent && d.Port.Count(Op.Replace) == 0 || Open(d).Quantity == wanted.Quantity, $"the venue has {wanted.Quantity}, not {Open(d).Quantity}");
        }),
        new("BC-076", Group, Grade.Gold, "an order that gets a new id tells it", Needs.ReplaceByNewId, async d =>
        {
            var (placed, wanted) = await WantedAsync(d, o => o with { LimitPrice = o.LimitPrice - d.Traded.Tick });
            var outcome = await d.ReplaceAsync(placed, wanted);
            That(outcome.BrokerOrderId == Open(d).Id && Open(d).Id != placed.BrokerOrderId, $"the new order is {Open(d).Id}, but the adapter says {outcome.BrokerOrderId ?? "nothing"}");
        }),
        new("BC-077", Group, Grade.Gold, "the order that was replaced is seen as replaced", Needs.ReplaceByNewId, async d =>
        {
            var (placed, wanted) = await WantedAsync(d, o => o with { LimitPrice = o.LimitPrice - d.Traded.Tick });
            await d.ReplaceAsync(placed, wanted);
            var old = await d.FoundAsync(placed);
            That(old.State is OrderState.Replaced || old.BrokerOrderId == Open(d).Id, $"the look-up of the old order shows Replaced, or the new order, not {old.State}");
        }),
        new("BC-078", Group, Grade.Gold, "a change answered by nobody: unknown", Needs.Replace, d => Unknown(d, PortFault.LoseAnswer)),
        new("BC-079", Group, Grade.Gold, "a change lost on its way: unknown", Needs.Replace, d => Unknown(d, PortFault.LoseRequest)),
        new("BC-080", Group, Grade.Gold, "a change and HTTP 500: unknown", Needs.Replace, d => Unknown(d, PortFault.After(Noise.Error(500)))),
        new("BC-081", Group, Grade.Gold, "a change and a web page: unknown", Needs.Replace, d => Unknown(d, PortFault.After(Noise.Html))),
        new("BC-082", Group, Grade.Gold, "not a byte of the change left: not sent", Needs.Replace, async d =>
        {
            var (placed, wanted) = await WantedAsync(d, o => o with { LimitPrice = o.LimitPrice - d.Traded.Tick });
            d.Port.Next(Op.Replace, PortFault.NotSent);
            var outcome = await d.ReplaceAsync(placed, wanted);
            That(d.Concluded(Op.Replace, outcome).Verdict == Verdict.NotSent, $"nothing left, but the adapter says {Shown(outcome)}");
        }),
        new("BC-083", Group, Grade.Gold, "a change of a filled order is not accepted", Needs.Replace, async d =>
        {
            var (placed, wanted) = await WantedAsync(d, o => o with { LimitPrice = o.LimitPrice - d.Traded.Tick });
            d.Book.Fill(placed.BrokerOrderId!);
            var outcome = await d.ReplaceAsync(placed, wanted);
            That(outcome.Verdict is not (Verdict.Accepted or Verdict.Pending), $"it had filled, but the adapter says {Shown(outcome)}");
        }),
        new("BC-084", Group, Grade.Gold, "a refused change leaves the order as it was", Needs.Replace, async d =>
        {
            var (placed, wanted) = await WantedAsync(d, o => o with { LimitPrice = o.LimitPrice - d.Traded.Tick });
            d.Port.Next(Op.Replace, PortFault.Say(Saying.InvalidOrder));
            var outcome = await d.ReplaceAsync(placed, wanted);
            That(outcome.Verdict is Verdict.Refused or Verdict.Unknown, $"it was refused, but the adapter says {Shown(outcome)}");
            That((await d.FoundAsync(placed)) is { State: OrderState.Working or OrderState.Pending } r && r.LimitPrice == placed.Order.LimitPrice, "the look-up shows the order as it was");
        }),
    ];

    private static BookOrder Open(KitDesk d) => d.Book.Orders().LastOrDefault(o => o.IsOpen) ?? throw new KitFailure("no order is open at the venue");

    // An order under a new id takes a new one of ours as well, as the host derives it.
    private static async Task<(OrderRef Placed, Order Wanted)> WantedAsync(KitDesk d, Func<Order, Order> change)
    {
        var (placed, _) = await d.PlacedAsync();
        return (placed, change(placed.Order) with { ClientOrderId = d.Manifest.Replace.Kind == "inPlace" ? placed.Order.ClientOrderId : d.NextId() });
    }

    private static async Task Unknown(KitDesk d, PortFault fault)
    {
        var (placed, wanted) = await WantedAsync(d, o => o with { LimitPrice = o.LimitPrice - d.Traded.Tick });
        d.Port.Next(Op.Replace, fault);
        var outcome = await d.ReplaceAsync(placed, wanted);
        var verdict = d.Concluded(Op.Replace, outcome).Verdict;
        That(verdict == Verdict.Unknown && d.Port.Count(Op.Replace) == 1, $"nobody knows whether it is changed, but the adapter says {Shown(outcome)} and it ends as {verdict}");
    }
}
