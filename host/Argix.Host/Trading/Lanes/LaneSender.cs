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

    /// <summary>Notes an order that has just become durable. Its time to leave runs from here, on the monotonic clock: a stepping clock cannot make a late order look in time.</summary>
    public void Admit(OrderFacts order) =>
        _admitted[order.Id] = (order, tools.Clock.GetTimestamp() + (long)(Decider.SendWithin.TotalSeconds * tools.Clock.TimestampFrequency));

    public async Task SubmitAsync(Guid id, CancellationToken ct)
    {
        var (order, deadline) = _admitted[id];
        string? keptBy = null;
        bool MayStart() => (keptBy = Refusal(order, deadline)) is null;
        Outcome? outcome = null;
        var answered = MayStart() ? null : Answers.Kept(tools.Clock.GetUtcNow(), id, keptBy!);
        if (answered is null)
        {
            using var operation = login.Open.Port.BeginOperation(MayStart);
            outcome = await EvidenceAsync(a => a.SubmitAsync(login.ToOrder(order), ct));
            answered = Answers.Submit(tools.Clock.GetUtcNow(), order, login.Manifest, outcome, operation.ProvenNotSent, keptBy ?? operation.BarredBy);
        }

        _admitted.TryRemove(id, out _);
        await tools.Desk.DecideAsync(answered);
        post(new SubmitEnded(tools.Clock.GetUtcNow(), id, Pause(outcome)));
    }

    public async Task DropAsync(Guid id, string code)
    {
        _admitted.TryRemove(id, out _);
        await tools.Desk.DecideAsync(Answers.Kept(tools.Clock.GetUtcNow(), id, code));
    }

    /// <summary>The lane has closed: what it never began to send was not sent.</summary>
    public async Task DropRestAsync()
    {
        foreach (var id in _admitted.Keys)
        {
            await DropAsync(id, "connection_not_ready");
        }
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
        var outcome = await EvidenceAsync(a => a.CancelAsync(reference, ct));
        var answered = Answers.Cancel(tools.Clock.GetUtcNow(), found.Facts, login.Manifest, outcome, operation.ProvenNotSent);
        await tools.Desk.DecideAsync(answered);
        post(new CancelEnded(tools.Clock.GetUtcNow(), id, answered.Conclusion.Verdict is Verdict.Accepted or Verdict.Pending, Pause(outcome)));
    }

    private async Task<Outcome> EvidenceAsync(Func<IPlaceOrders, Task<Outcome>> act)
    {
        try
        {
            var orders = login.Adapter.Capability<IPlaceOrders>() ?? throw new NotSupportedException("the adapter places no orders");
            var outcome = await act(orders).WaitAsync(login.Manifest.Submit.Deadline + TimeSpan.FromSeconds(2), tools.Clock);
            return outcome with { Evidence = tools.Clean(outcome.Evidence), Report = outcome.Report is { } r ? tools.Clean(r) : null };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Answers.NoAnswer(e);
        }
    }

    private string? Refusal(OrderFacts order, long deadline) =>
        tools.Kill.Kills(tools.Desk.Workspace, order) ? "kill_switch" : tools.Clock.GetTimestamp() >= deadline ? "broker_timeout" : null;

    private static TimeSpan? Pause(Outcome? outcome) => outcome?.Evidence.Status == 429 ? TimeSpan.FromSeconds(1) : null;
}
