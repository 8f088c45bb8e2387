using Argix.Contracts.Testing;
using Argix.IntegrationTests.Trading;

namespace Argix.Chaos;

/// <summary>A fill as both sides tell it.</summary>
internal readonly record struct LedgerFill(decimal Quantity, decimal Price);

/// <summary>What a venue's own ledger says of one connection, in the words of neither side. Ids of orders are the client order ids.</summary>
internal sealed record VenueTruth(IReadOnlyList<string> Accepted, ILookup<string, LedgerFill> Fills, IReadOnlyDictionary<string, string> Ended, IReadOnlyDictionary<string, decimal> Quantity, IReadOnlyDictionary<string, decimal> Positions)
{
    private static readonly StringComparer Ids = StringComparer.OrdinalIgnoreCase;

    public static VenueTruth Of(ScriptedVenueProcess venue)
    {
        var lines = venue.Ledger();
        return new VenueTruth(
            [.. lines.Where(l => l.Kind == "accepted").Select(l => l.ClientOrderId)],
            lines.Where(l => l.Kind == "fill").ToLookup(l => l.ClientOrderId, l => new LedgerFill(l.Quantity, l.Price ?? 0), Ids),
            lines.Where(l => l.Kind is "canceled" or "expired" or "rejected").GroupBy(l => l.ClientOrderId, Ids).ToDictionary(g => g.Key, g => g.Last().Kind == "canceled" ? "cancelled" : g.Last().Kind, Ids),
            lines.Where(l => l.Kind == "accepted").GroupBy(l => l.ClientOrderId, Ids).ToDictionary(g => g.Key, g => g.First().Quantity, Ids),
            Nonzero(lines.Where(l => l.Kind == "fill").GroupBy(l => l.Symbol).Select(g => (g.Key, g.Sum(l => l.Side == "buy" ? l.Quantity : -l.Quantity)))));
    }

    public static VenueTruth Of(PaperLedger ledger)
    {
        var ids = ledger.Accepted.GroupBy(a => PaperLedger.Text(a, "orderId")).ToDictionary(g => g.Key, g => g.First());
        string Client(System.Text.Json.JsonElement line) => PaperLedger.Text(ids[PaperLedger.Text(line, "orderId")], "clientOrderId");
        return new VenueTruth(
            [.. ledger.Accepted.Select(a => PaperLedger.Text(a, "clientOrderId"))],
            ledger.Fills.ToLookup(Client, f => new LedgerFill(PaperLedger.Number(f, "quantity"), PaperLedger.Number(f, "price")), Ids),
            ledger.Lines.Where(l => PaperLedger.Text(l, "kind") is "cancelled" or "canceled" or "expired" or "rejected").Where(l => ids.ContainsKey(PaperLedger.Text(l, "orderId")))
                .GroupBy(Client, Ids).ToDictionary(g => g.Key, g => PaperLedger.Text(g.Last(), "kind").Replace("canceled", "cancelled", StringComparison.Ordinal), Ids),
            ledger.Lines.Where(l => PaperLedger.Text(l, "kind") is "accepted" or "replaced").GroupBy(a => PaperLedger.Text(a, "clientOrderId"), Ids)
                .ToDictionary(g => g.Key, g => PaperLedger.Number(g.Last(), "quantity"), Ids), // changed in place: the newest counts
            Nonzero(ledger.Fills.GroupBy(f => ids[PaperLedger.Text(f, "orderId")]).Select(g => (PaperLedger.Text(g.Key, "symbol"),
                g.Sum(f => PaperLedger.Text(g.Key, "side") == "buy" ? PaperLedger.Number(f, "quantity") : -PaperLedger.Number(f, "quantity"))))));
    }

    private static Dictionary<string, decimal> Nonzero(IEnumerable<(string Symbol, decimal Quantity)> sums) =>
        sums.GroupBy(s => s.Symbol).Select(g => (g.Key, Sum: g.Sum(s => s.Quantity))).Where(s => s.Sum != 0).ToDictionary(s => s.Key, s => s.Sum, StringComparer.Ordinal);
}
