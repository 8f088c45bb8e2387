using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;

namespace Argix.UnitTests.Trading.Core;

/// <summary>A person's word against controls that measure: one order, soon, written down.</summary>
public sealed class OverrideTests
{
    private const string Why = "The fund is being wound up today.";
    private readonly DeskBench _desk = new();

    [Fact]
    public void ARefusedOrderIsSentOnceWithTheFiguresThatWereLifted()
    {
        var denied = Denied(1001);
        var decision = Override(denied);
        var order = _desk.State.Order(decision.OrderId!.Value)!;
        Assert.Equal(("pending_submit", 1001m), (order.StateWord, order.Facts.Quantity));
        var lifted = order.Verdicts.Single(v => v.Control == "max_value");
        Assert.Equal(("overridden", 100_100m, 100_000m), (lifted.Status, lifted.Value, lifted.Limit));
        Assert.Equal((denied.Facts.Id, Why, "user:2"), _desk.All.OfType<RiskOverridden>().Single() is var o ? (o.Denied, o.Reason, o.Actor) : default);
        Assert.Equal("denied", denied.StateWord);
        var again = Override(denied);
        Assert.Equal((true, order.Facts.Id, 0), (again.Existing, again.OrderId!.Value, again.Events.Count));
    }

    [Fact]
    public void AfterFiveMinutesTheMarketIsAnotherOne()
    {
        var denied = Denied(1001);
        _desk.Now += OverrideRule.Within;
        Assert.Null(OverrideRule.Fault(denied, _desk.Now));
        _desk.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("validation_failed", Override(denied).RefusalCode);
    }

    [Fact]
    public void AnOrderThatWasNotRefusedIsNoReasonForAnother()
    {
        Assert.Equal("validation_failed", Override(_desk.Working()).RefusalCode);
        Assert.Equal("only an order that a control has refused can be overridden", OverrideRule.Fault(null, _desk.Now));
    }

    [Theory]
    [InlineData("restricted")]
    [InlineData("capital")]
    public void WhatDoesNotMeasureStays(string control)
    {
        _desk.Decide(new SetLimits(_desk.Now, "user:1", control == "restricted" ? new LimitItem("tenant", null) { Restricted = ["AAPL"] } : new LimitItem("tenant", null) { Capital = 1 }));
        var denied = Denied(5);
        Assert.Equal("risk_denied:" + control, denied.Code);
        Assert.Equal("validation_failed", Override(denied).RefusalCode);
    }

    [Fact]
    public void WhatHasComeSinceTheRefusalIsAskedToo()
    {
        var denied = Denied(1001);
        _desk.Decide(new SetLimits(_desk.Now, "user:1", new LimitItem("tenant", null) { Restricted = ["AAPL"] }));
        var second = _desk.State.Order(Override(denied).OrderId!.Value)!;
        Assert.Equal(("denied", "risk_denied:restricted"), (second.StateWord, second.Code));
        Assert.Equal("overridden", second.Verdicts.Single(v => v.Control == "max_value").Status);
    }

    [Fact]
    public void TheKillSwitchIsStronger()
    {
        var denied = Denied(1001);
        _desk.Decide(new PressKill(_desk.Now, "user:1", "tenant", null, "drill", false));
        Assert.Equal("kill_switch", Override(denied).RefusalCode);
    }

    private TrackedOrder Denied(decimal quantity)
    {
        var order = _desk.State.Order(_desk.Submit(quantity).OrderId!.Value)!;
        Assert.Equal("denied", order.StateWord);
        return order;
    }

    private Decision Override(TrackedOrder denied)
    {
        var f = denied.Facts;
        var intent = new OrderIntent(OverrideRule.KeyOf(f.Id), "hash", f.ConnectionId, f.Instrument, f.Side, f.Type, f.TimeInForce, new FixedQuantity(f.Quantity), f.LimitPrice, null, false, "hand", "user:2",
            Override: new Override(f.Id, Why));
        return _desk.Decide(new SubmitOrder(_desk.Now, intent, _desk.NewId(), DeskBench.Facts(), new ReferencePrice(f.LimitPrice!.Value, _desk.Now, "quote")));
    }
}
