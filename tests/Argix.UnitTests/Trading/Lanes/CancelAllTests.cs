using Argix.Contracts;
using Argix.Contracts.Testing;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;
using Argix.UnitTests.Trading.Core;
using Verdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Lanes;

/// <summary>The venue's own cancel-all: when it leaves, what it may use of the quota, and that it concludes nothing.</summary>
public sealed class CancelAllTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ItIsSentOnceAndThenEverythingIsReadAgainALittleLater()
    {
        var (adapter, clock) = (new Canceller(), new FakeTimeProvider());
        await using var bench = new LaneBench(adapter, clock);
        var (posted, lane) = Lane(bench, clock, new Limiter([]));
        await lane.SendAsync(DeskBench.Connection, Patience, Ct);
        Assert.Equal(["A-1"], adapter.Asked);
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromSeconds(3), Assert.IsType<LookAgain>(Assert.Single(posted)).When);
    }

    // Whatever it answers, an order's end is the venue's to report: no verdict of it reaches the desk.
    [Theory]
    [InlineData(Verdict.Accepted)]
    [InlineData(Verdict.Refused)]
    [InlineData(Verdict.Unknown)]
    public async Task WhateverItIsAnsweredNoOrderIsConcluded(Verdict verdict)
    {
        var (adapter, clock) = (new Canceller { Says = () => new Outcome(verdict, new Evidence(Sent.Yes, 200)) }, new FakeTimeProvider());
        await using var bench = new LaneBench(adapter, clock);
        var (posted, lane) = Lane(bench, clock, new Limiter([]));
        await lane.SendAsync(DeskBench.Connection, Patience, Ct);
        Assert.IsType<LookAgain>(Assert.Single(posted));
    }

    [Fact]
    public async Task AnAdapterThatThrowsEndsNothing()
    {
        var (adapter, clock) = (new Canceller { Says = () => throw new InvalidOperationException("no") }, new FakeTimeProvider());
        await using var bench = new LaneBench(adapter, clock);
        var (posted, lane) = Lane(bench, clock, new Limiter([]));
        await lane.SendAsync(DeskBench.Connection, Patience, Ct);
        Assert.IsType<LookAgain>(Assert.Single(posted));
    }

    [Fact]
    public async Task ItMayUseTheShareThatOrdersLeaveAlone()
    {
        var (adapter, clock) = (new Canceller(), new FakeTimeProvider());
        await using var bench = new LaneBench(adapter, clock);
        var limiter = new Limiter([new QuotaRule("all", 10, TimeSpan.FromMinutes(1), 0.2m)]);
        while (limiter.TakeForOrder(clock.GetUtcNow()))
        {
        }

        await Lane(bench, clock, limiter).Lane.SendAsync(DeskBench.Connection, Patience, Ct);
        Assert.Single(adapter.Asked);
    }

    [Fact]
    public async Task WithoutRoomInTimeItDoesNotLeave()
    {
        var (adapter, clock) = (new Canceller(), new FakeTimeProvider());
        await using var bench = new LaneBench(adapter, clock);
        var limiter = new Limiter([new QuotaRule("all", 1, TimeSpan.FromMinutes(1), 0)]);
        Assert.True(limiter.TakeForCancel(clock.GetUtcNow()));
        var (posted, lane) = Lane(bench, clock, limiter);
        var sending = lane.SendAsync(DeskBench.Connection, Patience, Ct);
        for (var n = 0; n < 200 && !sending.IsCompleted; n++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        await sending.WaitAsync(Ct);
        Assert.Empty(adapter.Asked);
        Assert.Empty(posted);
    }

    [Fact]
    public async Task AskedForTwiceAtOnceItLeavesOnce()
    {
        var (adapter, clock) = (new Canceller { Hold = new TaskCompletionSource() }, new FakeTimeProvider());
        await using var bench = new LaneBench(adapter, clock);
        var lane = Lane(bench, clock, new Limiter([])).Lane;
        var first = lane.SendAsync(DeskBench.Connection, Patience, Ct);
        await lane.SendAsync(DeskBench.Connection, Patience, Ct);
        adapter.Hold.SetResult();
        await first;
        Assert.Single(adapter.Asked);
    }

    [Fact]
    public async Task AnAdapterWithoutItIsNotAskedAnything()
    {
        var clock = new FakeTimeProvider();
        await using var bench = new LaneBench(new Unable(), clock);
        var (posted, lane) = Lane(bench, clock, new Limiter([]));
        await lane.SendAsync(DeskBench.Connection, Patience, Ct);
        Assert.Empty(posted);
    }

    [Fact]
    public async Task AConnectionThatMayNotTradeNeverCancelsEverything()
    {
        var (adapter, clock) = (new Canceller(), new FakeTimeProvider());
        await using var bench = new LaneBench(adapter, clock);
        bench.Open.Connections[0].CanTrade = false;
        await Lane(bench, clock, new Limiter([])).Lane.SendAsync(DeskBench.Connection, Patience, Ct);
        Assert.Empty(adapter.Asked);
    }

    private static (List<LaneInput> Posted, LaneCancelAll Lane) Lane(LaneBench bench, TimeProvider clock, Limiter limiter)
    {
        var posted = new List<LaneInput>();
        return (posted, new LaneCancelAll(new LaneLogin(bench.Open), bench.Tools with { Clock = clock }, limiter, posted.Add));
    }

    private sealed class Canceller : BareAdapter, ICancelAll
    {
        public List<string> Asked { get; } = [];
        public Func<Outcome> Says { get; init; } = () => new Outcome(Verdict.Accepted, new Evidence(Sent.Yes, 207));
        public TaskCompletionSource? Hold { get; init; }

        public async Task<Outcome> CancelAllAsync(Account account, CancellationToken ct)
        {
            Asked.Add(account.Id);
            await (Hold?.Task ?? Task.CompletedTask);
            return Says();
        }
    }

    private sealed class Unable : BareAdapter;
}
