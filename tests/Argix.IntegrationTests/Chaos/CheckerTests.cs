using Argix.Chaos;
using Argix.IntegrationTests.Trading;

namespace Argix.IntegrationTests.Chaos;

/// <summary>A checker that finds nothing must be one that would have found it.</summary>
public sealed class CheckerTests
{
    private static readonly Guid Connection = Guid.NewGuid();
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly OrderJson Filled = new(Id, Connection, "c1", "v1", new InstrumentJson("AAPL", "equity"), "buy", "market", 2, null, null, "day", "filled", null, new PendingJson(false, false), 2, 100, null, null, false);
    private static readonly ExecutionJson Execution = new("x1", Id, Connection, new InstrumentJson("AAPL", "equity"), "buy", 2, 100, 0, null, DateTimeOffset.UnixEpoch);
    private static readonly PositionJson Position = new("p", Connection, new InstrumentJson("AAPL", "equity"), 2, 100, "USD", null, 0);
    private static readonly Exported Ours = new([Filled], [Execution], [Position], new Dictionary<Guid, IReadOnlyList<HistoryJson>>(), new VerifyJson(true, 1, null));
    private static readonly VenueTruth Theirs = new(["c1"], new[] { "c1" }.ToLookup(c => c, _ => new LedgerFill(2, 100)), new Dictionary<string, string>(), new Dictionary<string, decimal> { ["c1"] = 2 }, new Dictionary<string, decimal> { ["AAPL"] = 2 });
    private static readonly Asked Once = new(new Dictionary<string, Guid> { ["k1"] = Id }, [], []);

    [Fact]
    public void Books_that_equal_the_ledger_are_clean() => Assert.Empty(Judge(Ours, Theirs).Findings);

    [Fact]
    public void An_order_sent_accepted_or_made_twice_is_a_duplicate()
    {
        Assert.Single(Judge(Ours, Theirs, submits: 2).Duplicates);
        Assert.Single(Judge(Ours, Theirs with { Accepted = ["c1", "C1"] }).Duplicates);
        Assert.Single(Judge(Ours, Theirs with { Accepted = ["c1", "c2"] }).Duplicates);
        Assert.Single(Judge(Ours with { Orders = [Filled, Filled with { Id = Guid.NewGuid(), ClientOrderId = "c2", State = "denied", FilledQuantity = 0 }] }, Theirs).Duplicates);
        Assert.Single(Judge(Ours, Theirs, Once with { Made = new Dictionary<string, Guid> { ["k1"] = Id, ["k2"] = Id } }).Duplicates);
        Assert.Single(Judge(Ours, Theirs, Once with { Contradictions = ["key k1 made two"] }).Duplicates);
        Assert.Single(Judge(Ours with { Executions = [Execution, Execution] }, Theirs).Duplicates);
    }

    [Fact]
    public void A_fill_a_quantity_or_a_position_that_we_have_not_is_lost()
    {
        Assert.Single(Judge(Ours with { Executions = [] }, Theirs).LostFills);
        Assert.Single(Judge(Ours with { Orders = [Filled with { FilledQuantity = 1 }] }, Theirs).LostFills);
        Assert.Single(Judge(Ours with { Positions = [] }, Theirs).LostFills);
    }

    [Theory]
    [InlineData("not_sent")]
    [InlineData("denied")]
    [InlineData("rejected")]
    [InlineData("cancelled")]
    [InlineData("expired")]
    public void An_ending_that_the_ledger_does_not_say_is_false(string state)
    {
        Assert.Single(Judge(Ours with { Orders = [Filled with { State = state }] }, Theirs).FalseEndings);
        var past = new Dictionary<Guid, IReadOnlyList<HistoryJson>> { [Id] = [new HistoryJson(1, "x", state), new HistoryJson(2, "y", "filled")] };
        Assert.Single(Judge(Ours with { Histories = past }, Theirs).FalseEndings);
    }

    [Fact]
    public void A_filled_order_that_still_rests_there_and_a_confirmed_one_that_is_gone_are_false_endings()
    {
        Assert.Single(Judge(Ours, Theirs with { Quantity = new Dictionary<string, decimal> { ["c1"] = 3 } }).FalseEndings);
        Assert.Single(Judge(Ours with { Orders = [], Executions = [] }, Theirs).FalseEndings);
    }

    [Fact]
    public void Doubt_drift_silence_and_a_broken_chain_are_counted()
    {
        Assert.Single(Judge(Ours with { Orders = [Filled with { State = "unknown", Doubt = new DoubtJson("submit", default, 3, default) }] }, Theirs).Unresolved);
        Assert.Single(Judge(Ours with { Orders = [Filled with { State = "working" }] }, Theirs).Unresolved);
        Assert.Single(Judge(Ours with { Positions = [Position with { Drift = 1 }] }, Theirs).Unresolved);
        Assert.Single(Judge(Ours, Theirs, Once with { Open = ["k2"] }).Unresolved);
        Assert.Single(Judge(Ours with { Chain = new VerifyJson(false, 1, 1) }, Theirs).ChainBreaks);
    }

    [Fact]
    public void An_order_that_was_changed_is_judged_by_all_its_legs()
    {
        var changed = Filled with { ClientOrderId = "c2", FilledQuantity = 5, Quantity = 5 };
        var ours = Ours with { Orders = [changed], Executions = [Execution, Execution with { ExecutionId = "x2", Quantity = 3 }], Positions = [Position with { Quantity = 5 }], Legs = new Dictionary<Guid, IReadOnlyList<string>> { [Id] = ["c1", "c2"] } };
        var theirs = Theirs with
        {
            Accepted = ["c1", "c2"], Fills = new[] { ("c1", 2m), ("c2", 3m) }.ToLookup(f => f.Item1, f => new LedgerFill(f.Item2, 100)), Ended = new Dictionary<string, string> { ["c1"] = "cancelled" },
            Quantity = new Dictionary<string, decimal> { ["c1"] = 4, ["c2"] = 3 }, Positions = new Dictionary<string, decimal> { ["AAPL"] = 5 },
        };
        Assert.Empty(Judge(ours, theirs).Findings);
        Assert.Equal(3, Judge(ours with { Legs = Ours.Legs }, theirs).Duplicates.Count); // the first leg and its fill would be nobody's
        Assert.Single(Judge(ours, theirs with { Ended = new Dictionary<string, string>() }).FalseEndings); // it would still work at the venue
        Assert.Single(Judge(ours with { Orders = [changed with { State = "cancelled" }] }, theirs with { Ended = new Dictionary<string, string>() }).FalseEndings);
        Assert.Single(Judge(ours with { Orders = [changed with { State = "not_sent" }] }, theirs).FalseEndings);
        Assert.Single(Judge(ours with { Executions = [Execution] }, theirs).LostFills);
        var past = new Dictionary<Guid, IReadOnlyList<HistoryJson>> { [Id] = [new HistoryJson(1, "x", "rejected"), new HistoryJson(2, "x", "expired"), new HistoryJson(3, "y", "filled")] };
        Assert.Equal(2, Judge(ours with { Histories = past }, theirs).FalseEndings.Count);
    }

    private static Verdict Judge(Exported ours, VenueTruth theirs, Asked? asked = null, int submits = 1) =>
        new Checker(ours, asked ?? Once, new Dictionary<string, int> { ["c1"] = submits }).Judge(new Dictionary<Guid, VenueTruth> { [Connection] = theirs });
}
