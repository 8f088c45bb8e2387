using System.Text.Json;
using Argix.Trading;
using Argix.Trading.Core;
using Argix.Trading.Journal;
using static Argix.Web.Format;

namespace Argix.Pages.Orders;

/// <summary>One step of an order's life in words. <paramref name="Tone"/>: <c>ok</c>, <c>warn</c>, <c>bad</c> or empty. <paramref name="State"/> null: the next step is of the same record.</summary>
public sealed record StoryStep(long Seq, DateTimeOffset At, TimeSpan? After, string Tone, string Title, string? Text, string? State, string Actor, string Cause);

/// <summary>Tells an order's life from its journal records.</summary>
public sealed record OrderStory(OrderFacts? Facts, IReadOnlyList<StoryStep> Steps)
{
    public static OrderStory Of(Guid order, IEnumerable<HistoryItem> history)
    {
        OrderFacts? facts = null;
        var steps = new List<StoryStep>();
        DateTimeOffset? before = null;
        foreach (var item in history)
        {
            var payload = Read(item.Data);
            var mine = payload?.Events.Where(e => e.About == order).ToList() ?? [];
            facts ??= mine.Select(FactsOf).FirstOrDefault(f => f is not null);
            var told = mine.Select(e => Tell(e, facts)).OfType<(string, string, string?)>().ToList();
            if (told.Count == 0)
            {
                told.Add(("", Words(item.Kind), payload is null ? "This record cannot be read; verify the audit trail." : null));
            }

            // What came in one record happened at once: it took no time, and only its end is a state.
            for (var i = 0; i < told.Count; i++)
            {
                var (tone, title, text) = told[i];
                steps.Add(new StoryStep(item.Seq, item.At, i == 0 ? item.At - before : null, tone, title, text, i == told.Count - 1 ? item.State : null, payload?.Actor ?? "", payload?.Cause ?? ""));
            }

            before = item.At;
        }

        return new OrderStory(facts, steps);
    }

    private static OrderFacts? FactsOf(DeskEvent e) => e switch { OrderApproved a => a.Order, OrderDenied d => d.Order, OrderAdopted a => a.Order, _ => null };

    private static (string Tone, string Title, string? Text)? Tell(DeskEvent e, OrderFacts? facts) => e switch
    {
        OrderApproved a => ("ok", "Decided and written down", $"Size: {a.SizedBy}. " + (a.Verdicts.Any(v => v.Status == OverrideRule.Lifted) ? "What a control refused was overridden by a person." : "Every control let it pass.") + (a.Order.SendBy is { } by ? $" It may leave until {TradeWords.Clock(by)}, once." : "")),
        OrderDenied d => ("bad", "Refused by your own controls", $"{d.Reason}. Nothing was sent."),
        RiskOverridden o => ("warn", "A control was overridden by a person", $"“{o.Reason}” — for the refused order {o.Denied}."),
        ReplaceAsked a => ("", "Change asked for", Terms(a.Terms) + (a.Queued ? " It waits for the broker's word about what is on its way." : "")),
        ReplaceDenied d => ("warn", "A change was refused by your own controls", $"{d.Reason}. The order stays as it is."),
        ReplaceRefused r => ("warn", "The change was not carried out", $"{r.Reason} ({r.Code})"),
        OrderReplaced r => ("ok", "Changed at the broker", Terms(r.Terms)),
        LegApproved l => ("ok", "The rest is sent anew", $"{Terms(l.Terms)} It may leave until {TradeWords.Clock(l.SendBy)}, once."),
        LegFilled f => ("ok", "A fill of before the change", $"{Quantity(f.Filled)} were filled under the broker's id {f.BrokerOrderId}."),
        OrderUnmanaged u => ("warn", "Nobody looks after it any more", u.Why),
        OrderManaged => ("ok", "Looked after again", null),
        OrderAdopted a => ("", "Found at the broker", $"Placed elsewhere; the broker's id is {a.BrokerOrderId}." + (a.FilledBefore > 0 ? $" {Quantity(a.FilledBefore)} were filled before." : "")),
        OrderAcknowledged a => ("ok", "The broker has it", a.BrokerOrderId is { } id ? $"Its id there: {id}." : null),
        OrderDoubted d => ("warn", d.Doubt switch { DoubtAbout.Submit => "No answer to the order", DoubtAbout.End => "The broker no longer lists it as open", _ => $"No answer to the {d.Doubt.ToString().ToLowerInvariant()}" },
            $"{d.Reason}. It is not sent again; first question at {TradeWords.Clock(d.NextAt)}."),
        OrderAsked a => ("warn", "Asked the broker", $"{TradeWords.Times(a.Asked)}; nothing settled yet. Next at {TradeWords.Clock(a.NextAt)}."),
        RepairRaised r => ("warn", "Needs a person", $"{Capital(r.Reason)}. Until it is settled the symbol may only be reduced."),
        RepairResolved r => ("ok", "A person brought the broker's word", $"“{r.Evidence}”"),
        OrderNotSent n => ("", "It never reached the broker", $"{n.Reason} ({n.Code})"),
        OrderRejected r => ("bad", "The broker refused it", $"{r.Reason} ({r.Code})"),
        OrderReopened r => ("warn", "The broker shows it as open again", $"We held it for {r.Was}."),
        CancelAsked => ("", "Cancel asked for", null),
        CancelRefused r => ("warn", "The broker did not take the cancel", $"{r.Reason} ({r.Code})"),
        OrderCancelled c => ("", "Cancelled at the broker", c.Reason.Length > 0 ? c.Reason : null),
        OrderExpired x => ("", "Expired at the broker", x.Reason.Length > 0 ? x.Reason : null),
        FillApplied f => ("ok", $"Filled {Quantity(f.Execution.Quantity)} at {Price(f.Execution.Price)} {facts?.Instrument.Currency}", Fill(f, facts)),
        FillLevelRaised f => ("warn", $"The broker says {Quantity(f.Filled)} are filled", "The single fills have not come yet; we ask for them."),
        FillBusted b => ("warn", "The broker took a fill back", $"Execution {b.ExecutionId} no longer counts."),
        Alarmed a => ("warn", "Needs a look", $"{a.Text} ({a.Code})"),
        _ => null,
    };

    private static string Terms(OrderTerms t) => $"Quantity {Quantity(t.Quantity)}" + (t.LimitPrice is { } l ? $", limit {Price(l)}" : "") + (t.StopPrice is { } s ? $", stop {Price(s)}" : "") + ".";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Fill(FillApplied f, OrderFacts? facts) =>
        $"Position {Quantity(facts?.Signed(f.Execution.Quantity) ?? f.Execution.Quantity, signed: true)} {facts?.Instrument.Symbol}"
        + (f.Execution.Fee != 0 ? $"; fee {Exact(f.Execution.Fee)} {f.Execution.FeeCurrency}" : "")
        + $". At the broker {TradeWords.Clock(f.Execution.At)}, id {f.Execution.Id}.";

    private static JournalPayload? Read(JsonElement data)
    {
        try
        {
            return JournalPayload.Parse(data.GetRawText());
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
