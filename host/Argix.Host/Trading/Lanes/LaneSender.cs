using System.Collections.Concurrent;
using Argix.Connections;
using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using Verdict = Argix.Contracts.Verdict;

namespace Argix.Trading.Lanes;

/// <summary>Sends order messages: once, in time, and not while the kill switch is on. What comes back, or does not, is evidence; the manifest's rules conclude.</summary>
internal sealed class LaneSender(LaneLogin login, LaneTools tools, Action<LaneInput> post)
{
    private readonly ConcurrentDictionary<Guid, (OrderFacts Order, long Deadline)> _admitted = [];

    private readonly ConcurrentDictionary<Guid, long> _changes = [];

    private readonly OutgoingGuard _guard = new();

    /// <summary>Notes an order that has just become durable. Its time to leave runs from here, on the monotonic clock: a stepping clock cannot make a late order look in time.</summary>
    public void Admit(OrderFacts order)
    {
        _guard.Admit(order.ClientOrderId);
        _admitted[order.Id] = (order, tools.Clock.GetTimestamp() + (long)(Decider.SendWithin.TotalSeconds * tools.Clock.TimestampFrequency));
    }

    public async Task SubmitAsync(Guid id, CancellationToken ct)
    {
        if (!_admitted.TryRemove(id, out var admitted))
        {
            return; // dropped in the meantime, and said so
        }

        var (order, deadline) = admitted;
        if (!_guard.Leave(order.ClientOrderId))
        {
            await TripAsync(order, () => new SubmitEnded(tools.Clock.GetUtcNow(), id));
            return;
        }

        string? keptBy = null;
        bool MayStart() => (keptBy = Refusal(order, deadline)) is null;
        Outcome? outcome = null;
        var answered = MayStart() ? null : Answers.Kept(tools.Clock.GetUtcNow(), id, keptBy!);
        if (answered is null)
        {
            using var operation = login.Open.Port.BeginOperation(MayStart);
            outcome = await EvidenceAsync<IPlaceOrders>("submit", order, a => a.SubmitAsync(login.ToOrder(order), ct));
            answered = Answers.Submit(tools.Clock.GetUtcNow(), order, login.Manifest, outcome, operation.ProvenNotSent, keptBy ?? operation.BarredBy);
        }

        await DecidedAsync(answered, () => new SubmitEnded(tools.Clock.GetUtcNow(), id, Pause(outcome)));
    }

    public async Task DropAsync(Guid id, string code)
    {
        if (_admitted.TryRemove(id, out var admitted))
        {
            _guard.Drop(admitted.Order.ClientOrderId);
        }

        await tools.Desk.DecideAsync(Answers.Kept(tools.Clock.GetUtcNow(), id, code));
    }

    /// <summary>The lane has closed: what it never began to send was not sent.</summary>
    public async Task DropRestAsync()
    {
        foreach (var id in _admitted.Keys)
        {
            await DropAsync(id, "connection_not_ready");
        }

        foreach (var id in _changes.Keys)
        {
            await DropChangeAsync(id, "connection_not_ready");
        }
    }

    /// <summary>Notes a change that has just become durable; the same two seconds.</summary>
    public void AdmitChange(Guid id) => _changes[id] = tools.Clock.GetTimestamp() + (long)(Decider.SendWithin.TotalSeconds * tools.Clock.TimestampFrequency);

    public async Task ReplaceAsync(Guid id, CancellationToken ct)
    {
        _changes.TryRemove(id, out var deadline);
        var found = await tools.Desk.ReadAsync(s => s.Order(id) is { IsFinal: false, BrokerOrderId: not null, Replace: { Queued: false } p } o
            ? (o.Facts, o.BrokerOrderId, o.Route, Wanted: ReplaceDecider.ToSend(o, p), Pending: p, o.CancelPending) : default);
        Outcome? outcome = null;
        LaneInput Ended() => new ReplaceEnded(tools.Clock.GetUtcNow(), id, Pause(outcome));
        if (found.Facts is not { } order)
        {
            post(Ended());
        }
        else
        {
            string? keptBy = null;
            bool MayStart() => (keptBy = found.CancelPending ? "order_not_cancellable" : Refusal(order, deadline)) is null;
            var answered = MayStart() ? null : Answers.KeptChange(tools.Clock.GetUtcNow(), id, keptBy!, found.Pending.Number);
            if (answered is null)
            {
                using var operation = login.Open.Port.BeginOperation(MayStart);
                outcome = await EvidenceAsync<IReplaceOrders>("replace", order, a => a.ReplaceAsync(login.Reference(order, found.BrokerOrderId, found.Route), login.ToOrder(found.Wanted with { SendBy = Until(deadline) }), ct));
                answered = Answers.Replace(tools.Clock.GetUtcNow(), order, found.Pending, login.Manifest, outcome, operation.ProvenNotSent, keptBy ?? operation.BarredBy);
            }

            await DecidedAsync(answered, Ended);
        }
    }

    public async Task DropChangeAsync(Guid id, string code)
    {
        _changes.TryRemove(id, out _);
        await tools.Desk.DecideAsync(Answers.KeptChange(tools.Clock.GetUtcNow(), id, code));
    }

    public async Task CancelAsync(Guid id, CancellationToken ct)
    {
        var found = await tools.Desk.ReadAsync(s => s.Order(id) is { IsFinal: false } o ? (o.Facts, o.BrokerOrderId, o.Route) : default);
        if (found.Facts is null)
        {
            return;
        }

        using var operation = login.Open.Port.BeginOperation();
        var reference = login.Reference(found.Facts, found.BrokerOrderId, found.Route);
        var outcome = await EvidenceAsync<IPlaceOrders>("cancel", found.Facts, a => a.CancelAsync(reference, ct));
        var answered = Answers.Cancel(tools.Clock.GetUtcNow(), found.Facts, found.BrokerOrderId, login.Manifest, outcome, operation.ProvenNotSent);
        await DecidedAsync(answered, () => new CancelEnded(tools.Clock.GetUtcNow(), id, answered.Conclusion.Verdict is Verdict.Accepted or Verdict.Pending, Pause(outcome)));
    }

    // The call has ended, whether or not the journal can take what came of it: an order that counted as being sent for ever could never be concluded.
    private async Task DecidedAsync(DeskInput input, Func<LaneInput> ended)
    {
        try
        {
            await tools.Desk.DecideAsync(input);
        }
        finally
        {
            post(ended());
        }
    }

    // Something above is broken: stop everything and say so. What became of the order itself is not decided here, for it may be at the venue.
    private async Task TripAsync(OrderFacts order, Func<LaneInput> ended)
    {
        var reason = $"order {order.Id} was about to leave a second time ({_guard.Outgoing} have left, {_guard.Incoming} came in): a fault of the platform. Look at this order at the broker, and report it";
        var now = tools.Clock.GetUtcNow();
        tools.Log.LogCritical("Trading of workspace {Workspace} stops: {Reason}", tools.Desk.Workspace, reason);
        tools.Kill.Press(tools.Desk.Workspace, new KillLatch("tenant", null, reason, "system", now));
        await DecidedAsync(new PressKill(now, "system", "tenant", null, reason, false), ended);
    }

    private async Task<Outcome> EvidenceAsync<T>(string what, OrderFacts order, Func<T, Task<Outcome>> act) where T : class
    {
        var outcome = await OutcomeAsync(act);
        if (outcome.Evidence.Sent != Sent.No)
        {
            login.Spending.Count(what, order.ConnectionId, order.StrategyId);
        }

        return outcome;
    }

    private async Task<Outcome> OutcomeAsync<T>(Func<T, Task<Outcome>> act) where T : class
    {
        try
        {
            var able = login.Adapter.Capability<T>() ?? throw new NotSupportedException("the adapter cannot do this to an order");
            var outcome = await act(able).WaitAsync(login.Manifest.Submit.Deadline + TimeSpan.FromSeconds(2), tools.Clock);
            return outcome with { Evidence = tools.Clean(outcome.Evidence), Report = outcome.Report is { } r ? tools.Clean(r) : null };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Answers.NoAnswer(e);
        }
    }

    // A change has two seconds of its own: those of the order are long over.
    private DateTimeOffset Until(long deadline) => tools.Clock.GetUtcNow() + tools.Clock.GetElapsedTime(tools.Clock.GetTimestamp(), deadline);

    private string? Refusal(OrderFacts order, long deadline) =>
        tools.Kill.Kills(tools.Desk.Workspace, order) ? "kill_switch" : tools.Clock.GetTimestamp() >= deadline ? "broker_timeout" : null;

    private static TimeSpan? Pause(Outcome? outcome) => outcome?.Evidence.Status == 429 ? TimeSpan.FromSeconds(1) : null;
}
