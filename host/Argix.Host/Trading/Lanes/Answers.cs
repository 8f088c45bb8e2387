using Argix.Connections;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Trading.Core;
using CoreConclusion = Argix.Trading.Core.Conclusion;
using Verdict = Argix.Contracts.Verdict;

namespace Argix.Trading.Lanes;

/// <summary>What the end of a call to the venue means for the desk. Pure: evidence in, the desk's input out; the manifest's rules conclude.</summary>
internal static class Answers
{
    /// <summary>An exception, a dead pipe or a missed deadline inside an order operation proves nothing.</summary>
    public static Outcome NoAnswer(Exception e) => new(Verdict.Unknown, new Evidence(Sent.Unknown, 0, null, e is TimeoutException ? "no answer in time" : e.GetType().Name));

    /// <summary>An order that we kept back ourselves: too late, or the kill switch.</summary>
    public static SubmitAnswered Kept(DateTimeOffset at, Guid orderId, string code) => new(at, orderId, new CoreConclusion(Verdict.NotSent, code, WordsOf(code)), null, null, null);

    public static SubmitAnswered Submit(DateTimeOffset at, OrderFacts order, BrokerManifest manifest, Outcome outcome, bool provenNotSent, string? keptBy)
    {
        if (provenNotSent && keptBy is not null)
        {
            return Kept(at, order.Id, keptBy);
        }

        var conclusion = ErrorRules.Conclude(manifest, Op.Submit, outcome, provenNotSent);
        return new(at, order.Id, new CoreConclusion(conclusion.Verdict, conclusion.Code ?? ErrorCodes.BrokerTimeout, Reason(outcome, conclusion)), Trusted(outcome, order), outcome.BrokerOrderId, outcome.Route, manifest.Fills.Truth, order.ClientOrderId);
    }

    /// <summary>A change that we kept back ourselves.</summary>
    public static ReplaceAnswered KeptChange(DateTimeOffset at, Guid orderId, string code, int? asked = null) => new(at, orderId, new CoreConclusion(Verdict.NotSent, code, WordsOf(code)), null, null, null, Asked: asked);

    public static ReplaceAnswered Replace(DateTimeOffset at, OrderFacts order, PendingReplace pending, BrokerManifest manifest, Outcome outcome, bool provenNotSent, string? keptBy)
    {
        if (provenNotSent && keptBy is not null)
        {
            return KeptChange(at, order.Id, keptBy, pending.Number);
        }

        var conclusion = ErrorRules.Conclude(manifest, Op.Replace, outcome, provenNotSent);
        var report = Trusted(outcome, order) ?? Trusted(outcome, order with { ClientOrderId = pending.ClientOrderId });
        return new(at, order.Id, new CoreConclusion(conclusion.Verdict, conclusion.Code ?? ErrorCodes.BrokerTimeout, Reason(outcome, conclusion)), report, outcome.BrokerOrderId, outcome.Route, manifest.Fills.Truth, pending.Number);
    }

    public static CancelAnswered Cancel(DateTimeOffset at, OrderFacts order, string? asked, BrokerManifest manifest, Outcome outcome, bool provenNotSent)
    {
        var conclusion = ErrorRules.Conclude(manifest, Op.Cancel, outcome, provenNotSent);
        return new(at, order.Id, new CoreConclusion(conclusion.Verdict, conclusion.Code ?? ErrorCodes.OrderNotCancellable, Reason(outcome, conclusion)), Trusted(outcome, order), manifest.Fills.Truth, asked);
    }

    private static string WordsOf(string code) => code switch
    {
        "kill_switch" => "the kill switch was pressed before it left; nothing was sent",
        "order_not_cancellable" => "a cancel was asked for before the change left; it was not sent",
        "broker_unreachable" => "the venue did not answer several calls in a row, so it was not tried; nothing was sent",
        "connection_not_ready" => "the connection closed before it left; nothing was sent",
        "reauth_required" => "the broker wants you to sign in again; nothing was sent",
        not "broker_timeout" => "the access could not be renewed; nothing was sent",
        _ => "it could not leave in time; nothing was sent",
    };

    // A report about another order is a plugin's fault; it must not move this one.
    private static OrderReport? Trusted(Outcome outcome, OrderFacts order) =>
        outcome.Report is { } r && (r.ClientOrderId is null || string.Equals(r.ClientOrderId, order.ClientOrderId, StringComparison.OrdinalIgnoreCase)) ? r : null;

    private static string Reason(Outcome outcome, Connections.Conclusion conclusion) => conclusion.Verdict switch
    {
        Verdict.Refused or Verdict.TooLate or Verdict.NoSuchOrder => outcome.Evidence.Text ?? outcome.Evidence.Code ?? "refused by the venue",
        Verdict.NotSent => "the venue could not be reached; nothing was sent",
        Verdict.Duplicate => "the venue has seen this order id before; it is being looked up",
        _ => outcome.Evidence.Status > 0 ? $"the answer ({outcome.Evidence.Status}) does not say what became of it" : "no answer came back",
    };
}
