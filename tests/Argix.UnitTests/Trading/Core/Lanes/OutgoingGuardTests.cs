using Argix.Trading.Core.Lanes;

namespace Argix.UnitTests.Trading.Core.Lanes;

public sealed class OutgoingGuardTests
{
    private readonly OutgoingGuard _guard = new();

    [Fact]
    public void EachOrderThatCameInLeavesOnce()
    {
        _guard.Admit("a");
        _guard.Admit("b");
        Assert.True(_guard.Leave("a"));
        Assert.False(_guard.Leave("a"));
        Assert.True(_guard.Leave("b"));
        Assert.Equal((2, 2), (_guard.Incoming, _guard.Outgoing));
    }

    [Fact]
    public void WhatNeverCameInOrWasDroppedDoesNotLeave()
    {
        Assert.False(_guard.Leave("stranger"));
        _guard.Admit("late");
        _guard.Drop("late");
        Assert.False(_guard.Leave("late"));
        Assert.Equal((1, 0), (_guard.Incoming, _guard.Outgoing));
    }

    [Fact]
    public void ManyAtOnceStillLeaveOnce()
    {
        var ids = Enumerable.Range(0, 500).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        ids.ForEach(_guard.Admit);
        var left = 0;
        Parallel.ForEach(ids.Concat(ids).Concat(ids), id => Interlocked.Add(ref left, _guard.Leave(id) ? 1 : 0));
        Assert.Equal((500, 500L), (left, _guard.Outgoing));
    }
}
