using Argix.Audit;
using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Desks;
using Argix.Trading.Journal;

namespace Argix.Trading;

/// <summary>
/// Decides and writes one order on a desk of paper, in memory only. The first real order has two seconds to leave; compiling its path must not eat them.
/// </summary>
internal static class WarmUp
{
    public static void Run(DateTimeOffset now)
    {
        var instrument = new Instrument("WARM", "WARM", AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, null, null, null, true);
        var facts = new ConnectionFacts(Guid.Empty, "paper", "USD", true, true, 1_000, now, [new TypeRule(AssetClass.Equity, OrderType.Market, [TimeInForce.Day])], "uuid");
        var intent = new OrderIntent(null, "", Guid.Empty, instrument, Side.Buy, OrderType.Market, TimeInForce.Day, new FixedQuantity(1), null, null, false, "system", "system");
        var state = new DeskState();
        var events = Decider.Decide(state, new SubmitOrder(now, intent, Guid.Empty, facts, new ReferencePrice(1, now, "quote"))).Events;
        var payload = new JournalPayload(JournalRecord.Version, "system", "warm_up", events).ToJson();
        var record = Chain.Link(Chain.Genesis, "warm", 1, 1, now, JournalPayload.KindOf(events), payload);
        state.Apply(1, now, JournalPayload.Parse(payload).Events);
        CommittedBuilder.Build(Guid.Empty, record, "system", events, state);
    }
}
