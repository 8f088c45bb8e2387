using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit;

/// <summary>
/// One seed: an order, sent and followed as the host does it (once, asking when in doubt), while the seed decides what goes wrong and what the venue does. Afterwards nothing goes wrong
/// any more, and what the adapter shows must be what the venue has.
/// </summary>
internal sealed class Storm(KitDesk d, int seed)
{
    private static readonly PortFault[] Faults =
    [
        PortFault.NotSent, PortFault.LoseRequest, PortFault.LoseAnswer, PortFault.Truncate, PortFault.After(Noise.Error(500)), PortFault.After(Noise.Html), PortFault.After(Noise.Page(429)),
        PortFault.Instead(Noise.Page(503)), PortFault.After(Noise.Nothing), PortFault.Say(Saying.RateLimited), PortFault.Say(Saying.Unavailable),
    ];

    private readonly Random _chance = new(seed);

    public async Task RunAsync()
    {
        var order = await d.OrderAsync();
        var before = d.Book.Orders().Count;
        Maybe(Op.Submit, 0.6);
        var outcome = await d.SubmitAsync(order);
        var concluded = d.Concluded(Op.Submit, outcome).Verdict;
        var taken = d.Book.Orders().Count - before;
        That(taken <= 1, $"one order was sent, {taken} were taken");
        That(concluded is not (Verdict.NotSent or Verdict.Refused) || taken == 0, $"the venue has the order, but it ends as {concluded}");
        That(concluded is not (Verdict.Accepted or Verdict.Pending) || taken == 1, $"the venue does not have the order, but it ends as {concluded}");
        var known = d.Known(order, outcome);
        await LiveAsync(order, known, taken);
        d.Port.Heal();
        d.Pass(15);
        await JudgeAsync(order, known, taken);
    }

    private async Task LiveAsync(Order order, OrderRef known, int taken)
    {
        for (var i = _chance.Next(4); i > 0; i--)
        {
            d.Pass(_chance.Next(1, 5));
            if (taken == 1 && _chance.Next(2) == 0)
            {
                d.Book.Fill(d.Booked(order).Id, Step(d.Traded.Quantity / 8, d.Traded.Lot) is > 0 and var part ? part : d.Traded.Lot);
            }
            if (_chance.Next(3) == 0)
            {
                Maybe(Op.Read, 0.5);
                await TryAsync(known, order, taken);
            }
        }
        if (_chance.Next(3) == 0)
        {
            Maybe(Op.Cancel, 0.5);
            var verdict = d.Concluded(Op.Cancel, await d.CancelAsync(known)).Verdict;
            That(verdict != Verdict.NoSuchOrder || taken == 0 || !d.Booked(order).IsOpen, "the venue has the order and it is open, but it ends as no such order");
        }
    }

    // A look that fails proves nothing; one that works may show less than there is in time, but never more.
    private async Task TryAsync(OrderRef known, Order order, int taken)
    {
        try
        {
            var found = await d.FindAsync(known);
            That(found.Orders.Count == taken || found.Orders.Count == 0 && !(found.Coverage is { Open: true, Closed: true, AllPages: true } && taken == 1), $"{taken} orders are there, {found.Orders.Count} are shown as all there is");
            That(found.Orders.Count == 0 || (found.Orders[0].Filled ?? 0) <= d.Booked(order).Filled, "more is shown as filled than has filled");
        }
        catch (Exception e) when (e is not KitFailure)
        {
            d.Port.Heal();
        }
    }

    private async Task JudgeAsync(Order order, OrderRef known, int taken)
    {
        if (taken == 0)
        {
            That((await d.FindAsync(known)).Orders.Count == 0, "an order is shown that the venue never had");
            return;
        }
        var booked = d.Booked(order);
        if (!booked.IsOpen && Cases.Needs.LookUpClosed(d.Manifest) is not null && known.BrokerOrderId is null)
        {
            return;
        }
        var shown = await d.FoundAsync(known);
        That(shown.BrokerOrderId == booked.Id && (shown.Filled ?? 0) == booked.Filled, $"{booked.Filled} of {booked.Id} has filled, but {shown.Filled} of {shown.BrokerOrderId} is shown");
        That(shown.State is OrderState.Working or OrderState.Pending == booked.IsOpen, $"the venue has it as {booked.Status}, but it is shown as {shown.State}");
    }

    private void Maybe(Op op, double chance)
    {
        if (_chance.NextDouble() < chance)
        {
            d.Port.Next(op, Faults[_chance.Next(Faults.Length)]);
        }
    }
}
