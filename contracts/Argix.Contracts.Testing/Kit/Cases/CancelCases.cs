using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>Cancels: asked for once, believed only when the venue says so.</summary>
internal static class CancelCases
{
    private const string Group = "Cancel";

    public static IEnumerable<KitCase> All =>
    [
        new("BC-061", Group, Grade.Bronze, "a working order is cancelled by one message", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            var outcome = await d.CancelAsync(placed);
            That(outcome.Verdict is Verdict.Accepted or Verdict.Pending && d.Port.Count(Op.Cancel) == 1, $"the cancel is taken, but the adapter says {Shown(outcome)}");
            That(d.Book.Order(booked.Id) is { IsOpen: false }, "the order is gone at the venue");
        }),
        new("BC-062", Group, Grade.Bronze, "only the named order is cancelled", Needs.Nothing, async d =>
        {
            var (first, _) = await d.PlacedAsync();
            var (_, other) = await d.PlacedAsync();
            await d.CancelAsync(first);
            That(d.Book.Order(other.Id) is { IsOpen: true }, "the other order still rests");
        }),
        new("BC-063", Group, Grade.Bronze, "a cancel of a filled order is too late", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            d.Book.Fill(booked.Id);
            var outcome = await d.CancelAsync(placed);
            var verdict = d.Concluded(Op.Cancel, outcome).Verdict;
            SubmitCases.InDoubt(d, Saying.TooLate, verdict);
            That(verdict is Verdict.TooLate or Verdict.NoSuchOrder, $"adapter and rules say tooLate or noSuchOrder, but the adapter says {Shown(outcome)} and it ends as {verdict}");
        }),
        new("BC-064", Group, Grade.Bronze, "a cancel of an order that the venue does not have is not accepted", Needs.Nothing, async d =>
        {
            var (placed, _) = await d.PlacedAsync();
            var strange = Strange(placed.BrokerOrderId!);
            var outcome = await d.CancelAsync(placed with { BrokerOrderId = strange, Order = placed.Order with { ClientOrderId = d.NextId() } });
            That(outcome.Verdict is not (Verdict.Accepted or Verdict.Pending), $"there is no order {strange}, but the adapter says {Shown(outcome)}");
            That(d.Book.Orders().Single().IsOpen, "no other order is cancelled in its place");
        }),
        new("BC-065", Group, Grade.Silver, "cancel answered by nobody: unknown", Needs.Nothing, d => Unknown(d, PortFault.LoseAnswer)),
        new("BC-066", Group, Grade.Silver, "cancel lost on its way: unknown", Needs.Nothing, d => Unknown(d, PortFault.LoseRequest)),
        new("BC-067", Group, Grade.Silver, "cancel and HTTP 500: unknown", Needs.Nothing, d => Unknown(d, PortFault.After(Noise.Error(500)))),
        new("BC-068", Group, Grade.Silver, "cancel and a page with HTTP 404: never \"no such order\"", Needs.Nothing, d => Unknown(d, PortFault.Instead(Noise.Page(404)))),
        new("BC-069", Group, Grade.Silver, "cancel and the venue out of order: unknown", Needs.Nothing, d => Unknown(d, PortFault.Say(Saying.Unavailable))),
        new("BC-070", Group, Grade.Bronze, "not a byte of the cancel left: not sent", Needs.Nothing, async d =>
        {
            var (placed, _) = await d.PlacedAsync();
            d.Port.Next(Op.Cancel, PortFault.NotSent);
            var outcome = await d.CancelAsync(placed);
            That(d.Concluded(Op.Cancel, outcome).Verdict == Verdict.NotSent, $"nothing left, but the adapter says {Shown(outcome)}");
        }),
        new("BC-071", Group, Grade.Silver, "a fill that wins the race is seen whole after the cancel", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            d.Book.Fill(booked.Id, Part(d, 1));
            d.Pass(1);
            await d.CancelAsync(placed);
            var report = await d.FoundAsync(placed);
            That(report.State == OrderState.Cancelled && report.Filled == Part(d, 1), $"cancelled with {Part(d, 1)} filled, but the look-up shows {report.State} with {report.Filled}");
        }),
        new("BC-072", Group, Grade.Silver, "an order whose venue id is not known is cancelled by ours, or not at all", Needs.ClientId, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            var (_, other) = await d.PlacedAsync();
            var outcome = await d.CancelAsync(placed with { BrokerOrderId = null, Route = null });
            That(d.Book.Order(other.Id)!.IsOpen, "no other order is cancelled in its place");
            That(outcome.Verdict is not (Verdict.Accepted or Verdict.Pending) || !d.Book.Order(booked.Id)!.IsOpen, $"the order still rests, but the adapter says {Shown(outcome)}");
        }),
        new("BC-073", Group, Grade.Silver, "too many requests are no end of a cancel", Needs.Nothing, async d =>
        {
            var (placed, _) = await d.PlacedAsync();
            d.Port.Next(Op.Cancel, PortFault.Say(Saying.RateLimited));
            var verdict = d.Concluded(Op.Cancel, await d.CancelAsync(placed)).Verdict;
            That(verdict is Verdict.Unknown or Verdict.NotSent, $"a limit says nothing about the order, but it ends as {verdict}");
        }),
    ];

    /// <summary>So many quarters of the usual quantity, in whole lots.</summary>
    internal static decimal Part(KitDesk d, int quarters) => Step(d.Traded.Quantity * quarters / 4, d.Traded.Lot);

    /// <summary>An id of the same shape that no order has.</summary>
    internal static string Strange(string id)
    {
        var letters = id.ToCharArray();
        var at = Array.FindLastIndex(letters, char.IsAsciiDigit);
        if (at >= 0)
        {
            letters[at] = letters[at] == '9' ? '8' : (char)(letters[at] + 1);
        }
        return at < 0 ? id + "9" : new string(letters);
    }

    private static async Task Unknown(KitDesk d, PortFault fault)
    {
        var (placed, _) = await d.PlacedAsync();
        d.Port.Next(Op.Cancel, fault);
        var outcome = await d.CancelAsync(placed);
        var verdict = d.Concluded(Op.Cancel, outcome).Verdict;
        That(verdict == Verdict.Unknown, $"nobody knows whether it is cancelled, but the adapter says {Shown(outcome)} and it ends as {verdict}");
        That(d.Port.Count(Op.Cancel) == 1, "it is asked for once");
    }
}
