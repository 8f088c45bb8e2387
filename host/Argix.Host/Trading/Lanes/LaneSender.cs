using System.Collections.Concurrent;
using Argix.Connections;
using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using CoreConclusion = Argix.Trading.Core.Conclusion;
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
        string? refusal = null;
        bool MayStart() => (refusal = Refusal(order, deadline)) is null;
        var (outcome, conclusion) = MayStart()
            ? await TrySubmitAsync(order, MayStart, () => refusal, ct)
            : (null, new CoreConclusion(Verdict.NotSent, refusal!, Words(refusal!)));
        _admitted.TryRemove(id, out _);
        await tools.Desk.DecideAsync(new SubmitAnswered(tools.Clock.GetUtcNow(), id, conclusion, Trusted(outcome, order), outcome?.BrokerOrderId, outcome?.Route));
        post(new SubmitEnded(tools.Clock.GetUtcNow(), id, Pause(outcome)));
    }

    public async Task DropAsync(DropSubmit drop)
    {
        _admitted.TryRemove(drop.OrderId, out _);
        await tools.Desk.DecideAsync(new SubmitAnswered(tools.Clock.GetUtcNow(), drop.OrderId, new CoreConclusion(Verdict.NotSent, drop.Code, drop.Reason), null, null, null));
    }

    /// <summary>The lane has closed: what it never began to send was not sent.</summary>
    public async Task DropRestAsync()
    {
        foreach (var id in _admitted.Keys)
        {
            await DropAsync(new DropSubmit(id, "connection_not_ready", "the connection closed before it left; nothing was sent"));
        }
    }

    public async Task CancelAsync(Guid id, CancellationToken ct)
    {
        var found = await tools.Desk.ReadAsync(s => s.Order(id) is { IsFinal: false } o ? (o.Facts, o.BrokerOrderId, o.Route) : default);
        if (found.Facts is null)
        {
            return;
        }

        var (outcome, conclusion) = await TryCancelAsync(login.Reference(found.Facts, found.BrokerOrderId, found.Route), ct);
        await tools.Desk.DecideAsync(new CancelAnswered(tools.Clock.GetUtcNow(), id, conclusion, Trusted(outcome, found.Facts)));
        post(new CancelEnded(tools.Clock.GetUtcNow(), id, conclusion.Verdict is Verdict.Accepted or Verdict.Pending, Pause(outcome)));
    }

    private async Task<(Outcome?, CoreConclusion)> TrySubmitAsync(OrderFacts order, Func<bool> mayStart, Func<string?> refusal, CancellationToken ct)
    {
        using var operation = login.Open.Port.BeginOperation(mayStart);
        var outcome = await EvidenceAsync(a => a.SubmitAsync(login.ToOrder(order), ct));
        var conclusion = ErrorRules.Conclude(login.Manifest, Op.Submit, outcome, operation.ProvenNotSent);
        if (operation.ProvenNotSent && refusal() is { } why)
        {
            return (outcome, new CoreConclusion(Verdict.NotSent, why, Words(why)));
        }

        return (outcome, new CoreConclusion(conclusion.Verdict, conclusion.Code ?? ErrorCodes.BrokerTimeout, Reason(outcome, conclusion)));
    }

    private async Task<(Outcome?, CoreConclusion)> TryCancelAsync(OrderRef order, CancellationToken ct)
    {
        using var operation = login.Open.Port.BeginOperation();
        var outcome = await EvidenceAsync(a => a.CancelAsync(order, ct));
        var conclusion = ErrorRules.Conclude(login.Manifest, Op.Cancel, outcome, operation.ProvenNotSent);
        return (outcome, new CoreConclusion(conclusion.Verdict, conclusion.Code ?? ErrorCodes.OrderNotCancellable, Reason(outcome, conclusion)));
    }

    // An exception, a dead pipe or a missed deadline inside an order operation proves nothing.
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
            return new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 0, null, e is TimeoutException ? "no answer in time" : e.GetType().Name));
        }
    }

    private string? Refusal(OrderFacts order, long deadline) =>
        tools.Kill.Kills(tools.Desk.Workspace, order) ? "kill_switch" : tools.Clock.GetTimestamp() >= deadline ? "broker_timeout" : null;

    private static string Words(string code) => code == "kill_switch" ? "the kill switch was pressed before it left; nothing was sent" : "it could not leave in time; nothing was sent";

    // A report about another order is a plugin's fault; it must not move this one.
    private static OrderReport? Trusted(Outcome? outcome, OrderFacts order) =>
        outcome?.Report is { } r && (r.ClientOrderId is null || string.Equals(r.ClientOrderId, order.ClientOrderId, StringComparison.OrdinalIgnoreCase)) ? r : null;

    private static string Reason(Outcome outcome, Connections.Conclusion conclusion) => conclusion.Verdict switch
    {
        Verdict.Refused or Verdict.TooLate or Verdict.NoSuchOrder => outcome.Evidence.Text ?? outcome.Evidence.Code ?? "refused by the venue",
        Verdict.NotSent => "the venue could not be reached; nothing was sent",
        Verdict.Duplicate => "the venue has seen this order id before; it is being looked up",
        _ => outcome.Evidence.Status > 0 ? $"the answer ({outcome.Evidence.Status}) does not say what became of it" : "no answer came back",
    };

    private static TimeSpan? Pause(Outcome? outcome) => outcome?.Evidence.Status == 429 ? TimeSpan.FromSeconds(1) : null;
}
