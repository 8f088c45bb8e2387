using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>Answers that are lost or say nothing: the order may be at the venue, so nothing may be claimed.</summary>
internal static class DoubtCases
{
    private const string Group = "Submit in doubt";

    public static IEnumerable<KitCase> All =>
    [
        new("BC-040", Group, Grade.Silver, "answer lost after acceptance: unknown", Needs.Nothing, d => Unknown(d, PortFault.LoseAnswer)),
        new("BC-041", Group, Grade.Silver, "request lost on its way: unknown", Needs.Nothing, d => Unknown(d, PortFault.LoseRequest)),
        new("BC-042", Group, Grade.Bronze, "not a byte left: not sent", Needs.Nothing, async d =>
        {
            var order = await d.OrderAsync();
            d.Port.Next(Op.Submit, PortFault.NotSent);
            var outcome = await d.SubmitAsync(order);
            That(d.Concluded(Op.Submit, outcome).Verdict == Verdict.NotSent && outcome.Verdict is Verdict.NotSent or Verdict.Unknown, $"nothing left, but the adapter says {Shown(outcome)}");
        }),
        new("BC-043", Group, Grade.Silver, "HTTP 500 after acceptance: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Error(500)))),
        new("BC-044", Group, Grade.Silver, "HTTP 502 with a page: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Page(502)))),
        new("BC-045", Group, Grade.Silver, "the venue out of order, in its own words: unknown", Needs.Nothing, d => Unknown(d, PortFault.SayAfter(Saying.Unavailable))),
        new("BC-046", Group, Grade.Silver, "HTTP 504: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Page(504)))),
        new("BC-047", Group, Grade.Silver, "HTTP 408: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Error(408)))),
        new("BC-048", Group, Grade.Silver, "HTTP 429 from something on the way: never a refusal", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Page(429)))),
        new("BC-049", Group, Grade.Silver, "a web page with HTTP 200: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Html))),
        new("BC-050", Group, Grade.Silver, "a web page with HTTP 403: never a refusal", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Page(403)))),
        new("BC-051", Group, Grade.Silver, "a web page with HTTP 400: never a refusal", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Page(400)))),
        new("BC-052", Group, Grade.Silver, "an answer that breaks off: unknown", Needs.Nothing, d => Unknown(d, PortFault.Truncate)),
        new("BC-053", Group, Grade.Silver, "an empty answer: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Nothing))),
        new("BC-054", Group, Grade.Silver, "an empty object: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.EmptyObject))),
        new("BC-055", Group, Grade.Silver, "a redirect is not followed: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Redirect))),
        new("BC-056", Group, Grade.Silver, "an answer about somebody else's order: not accepted", Needs.ClientId, Another),
        new("BC-057", Group, Grade.Silver, "a caller that gives up is obeyed, and nothing is sent again", Needs.Nothing, GivesUp),
        new("BC-058", Group, Grade.Silver, "too many requests, in the venue's words: not accepted, not ended", Needs.Nothing, async d =>
        {
            var order = await d.OrderAsync();
            d.Port.Next(Op.Submit, PortFault.Say(Saying.RateLimited));
            var outcome = await d.SubmitAsync(order);
            That(d.Concluded(Op.Submit, outcome).Verdict is Verdict.Unknown or Verdict.NotSent, $"a limit is no refusal of the order, but it ends as {d.Concluded(Op.Submit, outcome).Verdict}");
        }),
        new("BC-059", Group, Grade.Silver, "a token that expires with the order under way: one message, and no acceptance", Needs.Secrets, async d =>
        {
            ConnectCases.Words(d, Saying.Expired);
            var order = await d.OrderAsync();
            d.Port.Next(Op.Submit, PortFault.Say(Saying.Expired));
            var outcome = await d.SubmitAsync(order);
            That(d.Port.Count(Op.Submit) == 1 && d.Concluded(Op.Submit, outcome).Verdict is not (Verdict.Accepted or Verdict.Pending), $"the adapter does not sign in and send again by itself; it says {Shown(outcome)}");
        }),
        new("BC-060", Group, Grade.Silver, "after a lost answer the look-up finds the one order", Needs.LookUp, async d =>
        {
            var order = await d.OrderAsync();
            d.Port.Next(Op.Submit, PortFault.LoseAnswer);
            await d.SubmitAsync(order);
            d.Pass((d.Manifest.Submit.MaxProcessingDelay ?? TimeSpan.FromSeconds(10)).TotalSeconds);
            That((await d.FoundAsync(d.Known(order))).BrokerOrderId == d.Booked(order).Id, "the look-up by our id shows the venue's order");
        }),
    ];

    private static async Task Unknown(KitDesk d, PortFault fault)
    {
        var order = await d.OrderAsync();
        d.Port.Next(Op.Submit, fault);
        var outcome = await d.SubmitAsync(order);
        var concluded = d.Concluded(Op.Submit, outcome).Verdict;
        That(concluded == Verdict.Unknown, $"the order may be at the venue, so it is unknown; but the adapter says {Shown(outcome)} and it ends as {concluded}");
        That(d.Port.Count(Op.Submit) == 1, "it is sent once");
    }

    private static async Task Another(KitDesk d)
    {
        var order = await d.OrderAsync();
        d.Port.Next(Op.Submit, PortFault.Changed(order.ClientOrderId, d.NextId()));
        var outcome = await d.SubmitAsync(order);
        if (!d.Port.Changed)
        {
            throw new NotApplicableException("the venue's answer does not carry our order id");
        }
        That(outcome.Verdict is not (Verdict.Accepted or Verdict.Pending), "an answer with another order's id proves nothing about ours");
    }

    private static async Task GivesUp(KitDesk d)
    {
        var order = await d.OrderAsync();
        d.Port.Next(Op.Submit, PortFault.Hold);
        using var stop = new CancellationTokenSource();
        var task = d.Orders.SubmitAsync(order, stop.Token);
        await stop.CancelAsync();
        await d.EndsAsync(task.ContinueWith(_ => { }, TaskScheduler.Default), "a submit whose caller has given up");
        That(task.IsCanceled || task.IsFaulted || (await task).Verdict == Verdict.Unknown, "a caller that gave up learns nothing certain");
        d.Pass(60);
        That(d.Port.Count(Op.Submit) == 1, "it is sent once");
    }
}
