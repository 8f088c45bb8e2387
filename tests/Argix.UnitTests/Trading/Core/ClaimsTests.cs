using Argix.Contracts;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Money that the venue's figures cannot contain yet.</summary>
public sealed class ClaimsTests
{
    private readonly DeskBench _desk = new();

    [Fact]
    public void What_the_venue_has_not_acknowledged_counts_and_what_it_had_before_its_figures_does_not()
    {
        _desk.Working();
        _desk.Now = _desk.Now.AddSeconds(10);
        _desk.Approve();

        Assert.Equal(1000, Claimed(DeskBench.Start.AddSeconds(5)));
        Assert.Equal(2000, Claimed(DeskBench.Start));
    }

    [Fact]
    public void An_order_that_was_refused_counts_no_more_and_counts_again_when_the_venue_shows_it()
    {
        var order = _desk.Approve();
        _desk.Answer(order, CoreVerdict.Refused);
        Assert.Equal(0, Claimed(DeskBench.Start));

        _desk.See(order, OrderState.Working, 0);
        Assert.Equal(1000, Claimed(DeskBench.Start));
        Assert.Equal(0, Claimed(DeskBench.Start.AddSeconds(1)));
    }

    [Fact]
    public void An_order_that_is_sent_anew_counts_until_the_venue_has_its_new_leg()
    {
        var order = _desk.Working();
        _desk.Now = _desk.Now.AddSeconds(10);
        _desk.Change(order, 12, kind: "cancelNew");
        _desk.See(order, OrderState.Cancelled, 0);
        Assert.Equal(1212, Claimed(DeskBench.Start.AddSeconds(20)));

        _desk.Answer(order, CoreVerdict.Accepted, "V-next");
        Assert.Equal(0, Claimed(DeskBench.Start.AddSeconds(20)));
        Assert.Equal(1212, Claimed(DeskBench.Start.AddSeconds(5)));
    }

    private decimal Claimed(DateTimeOffset asOf) => _desk.State.ClaimedSince(DeskBench.Connection, asOf);
}
