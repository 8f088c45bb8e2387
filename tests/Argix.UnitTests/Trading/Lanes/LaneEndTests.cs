using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Contracts.Testing;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;
using Argix.UnitTests.Trading.Core;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Lanes;

/// <summary>How calls and lanes end, also when what is around them fails.</summary>
public sealed class LaneEndTests
{
    // Else an order would count as being sent for ever, and nothing about it could be concluded.
    [Fact]
    public async Task ACallWhoseAnswerTheJournalCannotTakeHasEndedAllTheSame()
    {
        var adapter = new Submitter();
        await using var bench = new LaneBench(adapter, TimeProvider.System);
        var posted = new List<LaneInput>();
        var sender = new LaneSender(new LaneLogin(bench.Open), bench.Tools, posted.Add);
        var now = TimeProvider.System.GetUtcNow();
        var intent = new OrderIntent(null, "", DeskBench.Connection, DeskBench.Apple, Side.Buy, OrderType.Limit, TimeInForce.Day, new FixedQuantity(1), 100, null, false, "api", "user:1");
        var decision = await bench.Desk.DecideAsync(new SubmitOrder(now, intent, Guid.NewGuid(), DeskBench.Facts() with { FundsAt = now }, new ReferencePrice(100, now, "quote")));
        sender.Admit(decision.Events.OfType<OrderApproved>().Single().Order);
        adapter.While = () => bench.Store.Full = true;
        var error = await Assert.ThrowsAsync<ArgixException>(() => sender.SubmitAsync(decision.OrderId!.Value, TestContext.Current.CancellationToken));
        Assert.Equal("journal_unavailable", error.Code);
        Assert.Equal(1, adapter.Calls);
        Assert.Equal(decision.OrderId, Assert.IsType<SubmitEnded>(Assert.Single(posted)).OrderId);
    }

    // A loop that still ran could arm the switch again after it was switched off.
    [Fact]
    public async Task TheDeadManIsSwitchedOffOnlyWhenNothingCanArmItAnyMore()
    {
        var (adapter, clock) = (new Switch(), new FakeTimeProvider());
        await using var bench = new LaneBench(adapter, clock, "PT60S");
        var pump = new LanePump(bench.Open, bench.Tools);
        pump.Start();
        pump.Post(new ResyncEnded(clock.GetUtcNow(), null, null));
        await adapter.Arming.Task.WaitAsync(TestContext.Current.CancellationToken);
        var closing = pump.CloseAsync(disarm: true).AsTask();
        await adapter.Disarming.Task.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(30)); // the switch would have been due again
        adapter.Go.SetResult();
        await closing;
        Assert.Equal([TimeSpan.FromSeconds(60), TimeSpan.Zero], adapter.Said);
    }

    private sealed class Submitter : BareAdapter, IPlaceOrders
    {
        public Action While { get; set; } = () => { };
        public int Calls { get; private set; }

        public Task<Outcome> SubmitAsync(Order order, CancellationToken ct)
        {
            Calls++;
            While();
            return Task.FromResult(new Outcome(CoreVerdict.Accepted, new Evidence(Sent.Yes, 200), "V-1"));
        }

        public Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class Switch : BareAdapter, IDeadMan
    {
        private readonly ConcurrentQueue<TimeSpan> _said = [];

        public TaskCompletionSource Arming { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public IReadOnlyList<TimeSpan> Said => [.. _said];

        public TaskCompletionSource Disarming { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<DateTimeOffset?> ArmAsync(Account account, TimeSpan after, CancellationToken ct)
        {
            _said.Enqueue(after);
            (after > TimeSpan.Zero ? Arming : Disarming).TrySetResult();
            if (after == TimeSpan.Zero)
            {
                await Go.Task;
            }

            return null;
        }
    }
}
