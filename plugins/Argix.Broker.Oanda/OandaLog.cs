using Argix.Contracts;

namespace Argix.Broker.Oanda;

/// <summary>
/// Reads orders out of the account's log. One idea serves every sight of an order: an answer, a look-up, a list and a line of the stream are all entries of the same
/// numbered log, so a fill has the same id wherever it is seen. Pure.
/// </summary>
internal static class OandaLog
{
    /// <summary>The orders that these entries tell of, in the order of their ids. An order whose creation is not among them is told as a delta, if it can be told at all.</summary>
    public static IReadOnlyList<OrderReport> Fold(IEnumerable<TransactionJson> entries, string accountId, string currency)
    {
        var stories = new Dictionary<string, Story>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var entry in entries)
        {
            var isCreation = IsCreation(entry);
            if ((isCreation || IsRejection(entry) ? entry.Id : entry.Type is "ORDER_FILL" or "ORDER_CANCEL" ? entry.OrderId : null) is not { Length: > 0 } id)
            {
                continue;
            }
            if (!stories.TryGetValue(id, out var story))
            {
                stories[id] = story = new Story();
                order.Add(id);
            }
            story.Take(entry, isCreation);
        }
        return [.. order.Select(id => stories[id].Tell(id, accountId, currency)).OfType<OrderReport>()];
    }

    /// <summary>Order ids of which only the end is among the entries.</summary>
    public static IEnumerable<string> WithoutCreation(IReadOnlyCollection<TransactionJson> entries)
    {
        var created = entries.Where(IsCreation).Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        return entries.Where(e => e.Type is "ORDER_FILL" or "ORDER_CANCEL" && e.OrderId is not null && !created.Contains(e.OrderId)).Select(e => e.OrderId!).Distinct(StringComparer.Ordinal);
    }

    public static bool IsCreation(TransactionJson e) => e.Type is "MARKET_ORDER" or "LIMIT_ORDER" or "STOP_ORDER" or "MARKET_IF_TOUCHED_ORDER" or "FIXED_PRICE_ORDER";

    // A refusal is an entry too, with our id in it: after a lost answer it is what the look-up finds.
    private static bool IsRejection(TransactionJson e) => e.Type is "MARKET_ORDER_REJECT" or "LIMIT_ORDER_REJECT" or "STOP_ORDER_REJECT";

    private sealed class Story
    {
        private readonly List<TransactionJson> _fills = [];
        private TransactionJson? _created;
        private TransactionJson? _rejected;
        private TransactionJson? _cancelled;

        public void Take(TransactionJson entry, bool isCreation)
        {
            if (isCreation)
            {
                _created = entry;
            }
            else if (entry.Type == "ORDER_FILL")
            {
                _fills.Add(entry);
            }
            else if (entry.Type == "ORDER_CANCEL")
            {
                _cancelled = entry;
            }
            else
            {
                _rejected = entry;
            }
        }

        public OrderReport? Tell(string id, string accountId, string currency)
        {
            var first = _created ?? _rejected;
            if ((first?.Instrument ?? _fills.FirstOrDefault()?.Instrument) is not { } instrument)
            {
                return null; // the end of an order that no entry here describes: whoever knows it asks for it
            }
            var units = first?.Units ?? _fills[0].Units ?? 0;
            var filled = _fills.Sum(f => Math.Abs(f.Units ?? 0));
            var last = _cancelled ?? _fills.LastOrDefault() ?? first!;
            return new OrderReport(accountId, id, first?.ClientExtensions?.Id ?? last.ClientOrderId, State(first, filled), VenueState(last), null, OandaMap.Canonical(instrument),
                units < 0 ? Side.Sell : units > 0 ? Side.Buy : Side.Unknown, OandaMap.Type(first?.Type), OandaMap.Tif(first?.TimeInForce), first is null ? null : Math.Abs(units),
                OandaMap.Type(first?.Type) == OrderType.Limit ? first!.Price : null, OandaMap.Type(first?.Type) == OrderType.Stop ? first!.Price : null,
                filled, filled == 0 ? null : _fills.Sum(f => Math.Abs(f.Units ?? 0) * OandaMap.FillPrice(f)) / filled,
                Fills(currency), last.Time, Reason(), first?.ReplacesOrderId, _cancelled?.ReplacedByOrderId, Partial: first is null);
        }

        private OrderState State(TransactionJson? first, decimal filled) => (_rejected, _cancelled) switch
        {
            (not null, _) => OrderState.Rejected,
            (_, { Reason: "CLIENT_REQUEST_REPLACED" }) => OrderState.Replaced,
            (_, { Reason: "TIME_IN_FORCE_EXPIRED" }) => OrderState.Expired,
            // Thrown out in the very batch that made it, without a fill: it never worked.
            (_, { Reason: not ("CLIENT_REQUEST" or "LINKED_TRADE_CLOSED" or "MIGRATION") } c) when filled == 0 && first is not null && c.BatchId == first.BatchId => OrderState.Rejected,
            (_, not null) => OrderState.Cancelled,
            // A fill by itself does not say how much was wanted.
            _ when first is null => OrderState.Unknown,
            _ when filled > 0 && filled >= Math.Abs(first.Units ?? decimal.MaxValue) => OrderState.Filled,
            _ => OrderState.Working,
        };

        private static string VenueState(TransactionJson last) => last.RejectReason ?? (last.Type == "ORDER_CANCEL" ? $"ORDER_CANCEL {last.Reason}" : last.Type ?? "");

        private Evidence? Reason() => (_rejected?.RejectReason ?? (_cancelled is { Reason: not "CLIENT_REQUEST_REPLACED" } c ? c.Reason : null)) is { } word ? new Evidence(Sent.Yes, 200, OandaMap.Means(word), word) : null;

        private List<Fill> Fills(string currency)
        {
            var fills = new List<Fill>();
            var after = 0m;
            foreach (var f in _fills)
            {
                after += Math.Abs(f.Units ?? 0);
                IReadOnlyList<Money> fees = f.Commission is null or 0 ? [] : [new Money(f.Commission.Value, currency)];
                fills.Add(new Fill(f.Id!, FillKind.Trade, null, Math.Abs(f.Units ?? 0), OandaMap.FillPrice(f), after, f.Time ?? default, fees));
            }
            return fills;
        }
    }
}
