using Argix.Contracts;
using Argix.Trading.Core;
using Conclusion = Argix.Trading.Core.Conclusion;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>
/// Every state of an order × everything that can be heard of it. A cell is the state afterwards; <c>!</c> an alarm for a person, <c>+</c> the fill moved the position,
/// <c>x</c> refused to the caller. The table is the specification: it is read by people and asserted cell by cell.
/// </summary>
public sealed class StateTableTests
{
    private const string Table = """
                         | ack              | refused          | part                 | fill       | overfill   | bust            | cancel request | cancelled   | too late         | no cancel answer | expired   | rejected    | no answer        | seen working     | seen nowhere | not open  | change request    | changed          | change refused   | no change answer | seen unchanged   | restart          | journal reread
        pending_submit   | working          | rejected         | partially_filled +   | filled +   | filled + ! | working !       | pending_cancel | cancelled   | pending_submit   | pending_submit   | expired   | rejected    | unknown          | working          | not_sent     | unknown   | pending_submit    | pending_submit   | pending_submit   | pending_submit   | pending_submit   | unknown          | not_sent
        unknown: submit  | working          | rejected         | partially_filled +   | filled +   | filled + ! | working !       | unknown        | cancelled   | unknown          | unknown          | expired   | rejected    | unknown          | working          | not_sent     | unknown   | unknown           | unknown          | unknown          | unknown          | unknown          | unknown          | unknown
        working          | working          | working          | partially_filled +   | filled +   | filled + ! | working !       | pending_cancel | cancelled   | working          | working          | expired   | rejected    | working          | working          | unknown      | unknown   | pending_replace   | working          | working          | working          | working          | working          | working
        partially_filled | partially_filled | partially_filled | partially_filled +   | filled +   | filled + ! | working + !     | pending_cancel | cancelled   | partially_filled | partially_filled | expired   | cancelled ! | partially_filled | partially_filled | unknown      | unknown   | pending_replace   | partially_filled | partially_filled | partially_filled | partially_filled | partially_filled | partially_filled
        pending_cancel   | pending_cancel   | pending_cancel   | pending_cancel +     | filled +   | filled + ! | pending_cancel ! | pending_cancel | cancelled   | working          | pending_cancel   | expired   | rejected    | pending_cancel   | pending_cancel   | unknown      | unknown   | pending_cancel x  | pending_cancel   | pending_cancel   | pending_cancel   | pending_cancel   | pending_cancel   | pending_cancel
        unknown: cancel  | pending_cancel   | pending_cancel   | pending_cancel +     | filled +   | filled + ! | pending_cancel ! | pending_cancel | cancelled   | working          | pending_cancel   | expired   | rejected    | pending_cancel   | pending_cancel   | unknown      | unknown   | pending_cancel x  | pending_cancel   | pending_cancel   | pending_cancel   | pending_cancel   | pending_cancel   | pending_cancel
        pending_replace  | pending_replace  | pending_replace  | pending_replace +    | filled +   | filled +   | pending_replace ! | pending_cancel | cancelled   | pending_replace  | pending_replace  | expired   | rejected    | pending_replace  | pending_replace  | unknown      | unknown   | pending_replace x | working          | working          | pending_replace  | working          | pending_replace  | pending_replace
        unknown: replace | pending_replace  | pending_replace  | pending_replace +    | filled +   | filled +   | pending_replace ! | pending_cancel | cancelled   | pending_replace  | pending_replace  | expired   | rejected    | pending_replace  | pending_replace  | unknown      | unknown   | pending_replace x | working          | working          | pending_replace  | working          | pending_replace  | pending_replace
        unknown: end     | unknown          | unknown          | partially_filled +   | filled +   | filled + ! | working !       | unknown        | cancelled   | unknown          | unknown          | expired   | rejected    | unknown          | working          | unknown      | unknown   | unknown x         | unknown          | unknown          | unknown          | unknown          | unknown          | unknown
        cancelled        | cancelled        | cancelled        | cancelled + !        | filled + ! | filled + ! | cancelled !     | cancelled x    | cancelled   | cancelled        | cancelled        | cancelled | cancelled   | cancelled        | cancelled        | cancelled    | cancelled | cancelled x       | cancelled        | cancelled        | cancelled        | cancelled        | cancelled        | cancelled
        filled           | filled           | filled           | filled + !           | filled + ! | filled + ! | filled !        | filled x       | filled      | filled           | filled           | filled    | filled      | filled           | filled           | filled       | filled    | filled x          | filled           | filled           | filled           | filled           | filled           | filled
        rejected         | working !        | rejected         | partially_filled + ! | filled + ! | filled + ! | working !       | rejected x     | cancelled ! | rejected         | rejected         | expired ! | rejected    | rejected         | working !        | rejected     | rejected  | rejected x        | rejected         | rejected         | rejected         | rejected         | rejected         | rejected
        expired          | expired          | expired          | expired + !          | filled + ! | filled + ! | expired !       | expired x      | expired     | expired          | expired          | expired   | expired     | expired          | expired          | expired      | expired   | expired x         | expired          | expired          | expired          | expired          | expired          | expired
        not_sent         | working !        | not_sent         | partially_filled + ! | filled + ! | filled + ! | working !       | not_sent x     | cancelled ! | not_sent         | not_sent         | expired ! | not_sent    | not_sent         | working !        | not_sent     | not_sent  | not_sent x        | not_sent         | not_sent         | not_sent         | not_sent         | not_sent         | not_sent
        denied           | denied           | denied           | denied + !           | denied + ! | denied + ! | denied !        | denied x       | denied      | denied           | denied           | denied    | denied      | denied           | denied           | denied       | denied    | denied x          | denied           | denied           | denied           | denied           | denied           | denied
        """;

    public static TheoryData<string, string, string> Cells()
    {
        var lines = Table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines[0].Split('|')[1..].Select(c => c.Trim()).ToArray();
        var data = new TheoryData<string, string, string>();
        foreach (var cells in lines[1..].Select(l => l.Split('|')))
        {
            for (var i = 0; i < events.Length; i++)
            {
                data.Add(cells[0].Trim(), events[i], cells[i + 1].Trim());
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_is_decided(string state, string heard, string expected) => Assert.Equal(expected, Outcome(state, heard));

    [Fact]
    public void The_table_has_every_state_and_every_event()
    {
        Assert.Equal(States.Keys.Order(), Cells().Select(c => c.Data.Item1).Distinct().Order());
        Assert.Equal(Events.Keys.Order(), Cells().Select(c => c.Data.Item2).Distinct().Order());
    }

    private static string Outcome(string state, string heard)
    {
        var desk = new DeskBench();
        var order = States[state](desk);
        var (position, alarms) = (desk.State.Position(DeskBench.Connection, "AAPL"), desk.All.OfType<Alarmed>().Count());
        var decision = Events[heard](desk, order);
        return order.StateWord + (desk.State.Position(DeskBench.Connection, "AAPL") != position ? " +" : "") + (desk.All.OfType<Alarmed>().Count() > alarms ? " !" : "") + (decision.RefusalCode is null ? "" : " x");
    }

    private static readonly Dictionary<string, Func<DeskBench, TrackedOrder>> States = new()
    {
        ["pending_submit"] = d => d.Approve(),
        ["unknown: submit"] = d => Then(d, d.Approve(), o => d.Answer(o, CoreVerdict.Unknown)),
        ["working"] = d => d.Working(),
        ["partially_filled"] = d => Then(d, d.Working(), o => d.See(o, OrderState.Working, 4, 100, fills: DeskBench.Fill("x1", 4, 100))),
        ["pending_cancel"] = d => Then(d, d.Working(), o => d.Decide(new CancelOrder(d.Now, "u", o.Facts.Id))),
        ["unknown: cancel"] = d => Then(d, d.Working(), o => { d.Decide(new CancelOrder(d.Now, "u", o.Facts.Id)); CancelAnswer(d, o, CoreVerdict.Unknown); }),
        ["pending_replace"] = d => Then(d, d.Working(), o => d.Change(o)),
        ["unknown: replace"] = d => Then(d, d.Working(), o => { d.Change(o); ChangeAnswer(d, o, CoreVerdict.Unknown); }),
        ["unknown: end"] = d => Then(d, d.Working(), o => Empty(d, o, conclusive: false, notOpen: true)),
        ["cancelled"] = d => Then(d, d.Working(), o => d.See(o, OrderState.Cancelled)),
        ["filled"] = d => Then(d, d.Working(), o => d.See(o, OrderState.Filled, 10, 100, fills: DeskBench.Fill("x0", 10, 100))),
        ["rejected"] = d => Then(d, d.Approve(), o => d.Answer(o, CoreVerdict.Refused)),
        ["expired"] = d => Then(d, d.Working(), o => d.See(o, OrderState.Expired)),
        ["not_sent"] = d => Then(d, d.Approve(), o => d.Answer(o, CoreVerdict.NotSent)),
        ["denied"] = d => d.State.Order(d.Submit(1_000_000).OrderId!.Value)!,
    };

    private static readonly Dictionary<string, Func<DeskBench, TrackedOrder, Decision>> Events = new()
    {
        ["ack"] = (d, o) => { d.Answer(o, CoreVerdict.Accepted, o.BrokerOrderId ?? "V-1"); return Decision.Nothing; },
        ["refused"] = (d, o) => { d.Answer(o, CoreVerdict.Refused); return Decision.Nothing; },
        ["part"] = (d, o) => See(d, o, OrderState.Working, o.Fills.Filled + 3, DeskBench.Fill("x2", 3, 100)),
        ["fill"] = (d, o) => See(d, o, OrderState.Filled, 10, DeskBench.Fill("x3", Math.Max(1, 10 - o.Fills.Filled), 100)),
        ["overfill"] = (d, o) => See(d, o, OrderState.Filled, 12, DeskBench.Fill("x4", 12 - o.Fills.Filled, 100)),
        ["bust"] = (d, o) => See(d, o, OrderState.Working, o.Fills.Filled, new Fill("b1", FillKind.Bust, "x1", 4, 100, null, d.Now, [])),
        ["cancel request"] = (d, o) => d.Decide(new CancelOrder(d.Now, "u", o.Facts.Id)),
        ["cancelled"] = (d, o) => See(d, o, OrderState.Cancelled, o.Fills.Filled),
        ["too late"] = (d, o) => CancelAnswer(d, o, CoreVerdict.TooLate),
        ["no cancel answer"] = (d, o) => CancelAnswer(d, o, CoreVerdict.Unknown),
        ["expired"] = (d, o) => See(d, o, OrderState.Expired, o.Fills.Filled),
        ["rejected"] = (d, o) => See(d, o, OrderState.Rejected, o.Fills.Filled),
        ["no answer"] = (d, o) => { d.Answer(o, CoreVerdict.Unknown); return Decision.Nothing; },
        ["seen working"] = (d, o) => See(d, o, OrderState.Working, o.Fills.Filled),
        ["seen nowhere"] = (d, o) => Empty(d, o, conclusive: true, notOpen: true),
        ["not open"] = (d, o) => Empty(d, o, conclusive: false, notOpen: true),
        ["change request"] = (d, o) => d.Change(o, 15),
        ["changed"] = (d, o) => ChangeAnswer(d, o, CoreVerdict.Accepted),
        ["change refused"] = (d, o) => ChangeAnswer(d, o, CoreVerdict.Refused),
        ["no change answer"] = (d, o) => ChangeAnswer(d, o, CoreVerdict.Unknown),
        ["seen unchanged"] = (d, o) => d.Decide(new LookupEmpty(d.Now, o.Facts.Id, true, 2, d.Now, "words", false, Unchanged: true)),
        ["restart"] = (d, _) => d.Decide(new Restarted(d.Now)),
        ["journal reread"] = (d, o) => d.Decide(new JournalReread(d.Now, new HashSet<Guid> { o.Facts.Id })),
    };

    private static TrackedOrder Then(DeskBench _, TrackedOrder order, Action<TrackedOrder> act)
    {
        act(order);
        return order;
    }

    private static Decision See(DeskBench d, TrackedOrder o, OrderState state, decimal filled, params Fill[] fills)
    {
        d.See(o, state, filled, filled > 0 ? 100 : null, fills: fills);
        return Decision.Nothing;
    }

    private static Decision CancelAnswer(DeskBench d, TrackedOrder o, CoreVerdict verdict) => d.Decide(new CancelAnswered(d.Now, o.Facts.Id, new Conclusion(verdict, "order_not_cancellable", "words"), null));

    private static Decision ChangeAnswer(DeskBench d, TrackedOrder o, CoreVerdict verdict) => d.Decide(new ReplaceAnswered(d.Now, o.Facts.Id, new Conclusion(verdict, "order_not_cancellable", "words"), null, null, null));

    private static Decision Empty(DeskBench d, TrackedOrder o, bool conclusive, bool notOpen) => d.Decide(new LookupEmpty(d.Now, o.Facts.Id, conclusive, 2, d.Now, "words", notOpen));
}
