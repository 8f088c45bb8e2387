using System.Text.RegularExpressions;
using Argix.IntegrationTests.Trading;

namespace Argix.Chaos;

/// <summary>What our API exports: lists, every order's past states (none while it is not asked for them), and whether the chain holds.</summary>
/// <remarks><see cref="Legs"/>: of orders that were changed, every client order id they have had at the venue, oldest first.</remarks>
internal sealed record Exported(IReadOnlyList<OrderJson> Orders, IReadOnlyList<ExecutionJson> Executions, IReadOnlyList<PositionJson> Positions, IReadOnlyDictionary<Guid, IReadOnlyList<HistoryJson>> Histories, VerifyJson Chain)
{
    private static readonly Regex ClientId = new("\"clientOrderId\"\\s*:\\s*\"([^\"]+)\"", RegexOptions.Compiled);

    public IReadOnlyDictionary<Guid, IReadOnlyList<string>> Legs { get; init; } = new Dictionary<Guid, IReadOnlyList<string>>();

    /// <summary>The ids that this order has had at the venue; the last is the one it has now.</summary>
    public IReadOnlyList<string> IdsOf(OrderJson order) => [.. Legs.GetValueOrDefault(order.Id, []).Where(l => !string.Equals(l, order.ClientOrderId, StringComparison.OrdinalIgnoreCase)), order.ClientOrderId];

    public static async Task<Exported> ReadAsync(Desk desk, bool histories, IReadOnlyCollection<Guid> changed)
    {
        var (orders, steps) = (await desk.OrdersAsync(), new Dictionary<Guid, IReadOnlyList<HistoryJson>>());
        foreach (var order in histories ? orders : [])
        {
            steps[order.Id] = await desk.HistoryAsync(order.Id);
        }

        var legs = new Dictionary<Guid, IReadOnlyList<string>>();
        foreach (var id in changed)
        {
            var text = (await desk.GetAsync($"/orders/{id}/history")).Text;
            legs[id] = [.. ClientId.Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.OrdinalIgnoreCase)];
        }

        return new Exported(orders, await desk.ExecutionsAsync(), await desk.PositionsAsync(), steps, await desk.VerifyAsync()) { Legs = legs };
    }
}

/// <summary>What callers asked for and heard: which key made which order, and which keys nobody has answered yet.</summary>
internal sealed record Asked(IReadOnlyDictionary<string, Guid> Made, IReadOnlyCollection<string> Open, IReadOnlyCollection<string> Contradictions);

/// <summary>Compares the venues' ledgers with what our API exports and what callers were told, and nothing else.</summary>
internal sealed class Checker(Exported exported, Asked asked, IReadOnlyDictionary<string, int> submits)
{
    private readonly List<string> _duplicates = [];
    private readonly List<string> _lost = [];
    private readonly List<string> _endings = [];
    private readonly List<string> _chain = [];
    private readonly List<string> _unresolved = [];

    /// <param name="venues">The truth of each connection.</param>
    public Verdict Judge(IReadOnlyDictionary<Guid, VenueTruth> venues)
    {
        var byOrder = exported.Executions.ToLookup(x => x.OrderId);
        Intended(exported.Orders);
        foreach (var (connection, truth) in venues)
        {
            var mine = exported.Orders.Where(o => o.ConnectionId == connection).ToList();
            Acceptances(truth, mine);
            mine.ForEach(o => One(o, truth, [.. byOrder[o.Id]]));
            mine.ForEach(o => Past(o, truth));
            Positions(truth, exported.Positions.Where(p => p.ConnectionId == connection));
        }

        if (!exported.Chain.Ok)
        {
            _chain.Add($"the journal is broken at record {exported.Chain.FirstBroken}");
        }

        return new Verdict(exported.Orders.Count, exported.Executions.Count, _duplicates, _lost, _endings, _chain, _unresolved)
        {
            Legs = exported.Orders.Count(o => exported.IdsOf(o).Count > 1),
            Doubted = exported.Histories.Values.Count(h => h.Any(s => s.State == "unknown")),
            States = string.Join(", ", exported.Orders.GroupBy(o => o.State).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key}")),
        };
    }

    // One key, one order; no order without a key.
    private void Intended(IReadOnlyList<OrderJson> ours)
    {
        _duplicates.AddRange(asked.Contradictions);
        _duplicates.AddRange(submits.Where(s => s.Value > 1).Select(s => $"order {s.Key} left the host {s.Value} times"));
        _duplicates.AddRange(asked.Made.GroupBy(m => m.Value).Where(g => g.Count() > 1).Select(g => $"order {g.Key} answers for {string.Join(" and ", g.Select(m => m.Key))}"));
        var made = asked.Made.Values.ToHashSet();
        _duplicates.AddRange(ours.Where(o => !made.Contains(o.Id) && asked.Open.Count == 0).Select(o => $"order {o.Id} ({o.ClientOrderId}{(o.External ? ", external" : "")}) was asked for by nobody"));
        var known = ours.Select(o => o.Id).ToHashSet();
        _endings.AddRange(asked.Made.Where(m => !known.Contains(m.Value)).Select(m => $"order {m.Value} was confirmed to {m.Key} and is gone"));
        _unresolved.AddRange(asked.Open.Select(k => $"key {k} has no answer yet"));
    }

    private void Acceptances(VenueTruth truth, List<OrderJson> ours)
    {
        _duplicates.AddRange(truth.Accepted.GroupBy(a => a, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => $"order {g.Key} was accepted {g.Count()} times"));
        var known = ours.SelectMany(exported.IdsOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _duplicates.AddRange(truth.Accepted.Where(a => !known.Contains(a)).Select(a => $"order {a} is at the venue and not in our books"));
    }

    private void One(OrderJson order, VenueTruth truth, IReadOnlyList<ExecutionJson> executions)
    {
        var name = $"order {order.Id} ({order.ClientOrderId}, {order.State})";
        var ids = exported.IdsOf(order);
        var (theirs, mine) = (ids.SelectMany(id => truth.Fills[id]).ToList(), executions.Select(x => new LedgerFill(x.Quantity, x.Price)).ToList());
        _lost.AddRange(Less(theirs, mine).Select(f => $"{name}: fill of {f.Quantity} at {f.Price} is in the venue's ledger only"));
        _duplicates.AddRange(Less(mine, theirs).Select(f => $"{name}: fill of {f.Quantity} at {f.Price} is in our books only"));
        var filled = theirs.Sum(f => f.Quantity);
        if (order.FilledQuantity != filled)
        {
            (order.FilledQuantity < filled ? _lost : _duplicates).Add($"{name}: filled {order.FilledQuantity}, in the ledger {filled}");
        }

        if (False(order.State, ids, truth) is { } why)
        {
            _endings.Add($"{name}: {why}");
        }
        else if (!order.IsFinal && (order.Doubt is not null || order.Pending.Cancel || order.State is not ("working" or "partially_filled")))
        {
            _unresolved.Add($"{name}: {order.Doubt?.About ?? "pending"}, asked {order.Doubt?.Asked}, next at {order.Doubt?.NextAt:O}");
        }
        else if (!order.IsFinal && Over(ids[^1], truth))
        {
            _unresolved.Add($"{name}: has ended at the venue");
        }
    }

    private void Positions(VenueTruth truth, IEnumerable<PositionJson> ours)
    {
        var mine = ours.ToList();
        var held = mine.Where(p => p.Quantity != 0).ToDictionary(p => p.Instrument.Symbol, p => p.Quantity, StringComparer.Ordinal);
        _lost.AddRange(truth.Positions.Keys.Union(held.Keys).Where(s => truth.Positions.GetValueOrDefault(s) != held.GetValueOrDefault(s))
            .Select(s => $"position {s}: ours {held.GetValueOrDefault(s)}, the ledger's {truth.Positions.GetValueOrDefault(s)}"));
        _unresolved.AddRange(mine.Where(p => p.Drift != 0).Select(p => $"position {p.Instrument.Symbol}: drift {p.Drift}"));
    }

    // An ending that was taken back later was false all the same.
    private void Past(OrderJson order, VenueTruth truth)
    {
        var ids = exported.IdsOf(order);
        foreach (var step in exported.Histories.GetValueOrDefault(order.Id, []).Where(h => h.State != order.State))
        {
            if ((ids.Count == 1 ? False(step.State, ids, truth) : FalseOfLegs(step.State, ids, truth)) is { } why)
            {
                _endings.Add($"order {order.Id} ({order.ClientOrderId}): was {step.State} at record {step.Seq}: {why}");
            }
        }
    }

    /// <summary>Why this ending contradicts the ledger; null when it does not, or is none. Ledgers only grow, so what never comes about was false at any time.</summary>
    private static string? False(string state, IReadOnlyList<string> ids, VenueTruth truth) => state switch
    {
        "not_sent" or "denied" or "rejected" => truth.Quantity.ContainsKey(ids[^1]) ? "the venue took it" : null,
        "filled" => ids.Any(id => Whole(id, truth)) && !ids.Any(id => Open(id, truth)) ? null : "it is not filled at the venue",
        "cancelled" or "expired" when ids.Count == 1 => truth.Ended.GetValueOrDefault(ids[0]) == state ? null : $"at the venue it is {truth.Ended.GetValueOrDefault(ids[0], "open or filled")}",
        "cancelled" or "expired" => ids.FirstOrDefault(id => Open(id, truth)) is { } open ? $"at the venue {open} is open" : null,
        _ => null,
    };

    // Which leg was the newest at that time is not known here: false is what fits none of them.
    private static string? FalseOfLegs(string state, IReadOnlyList<string> ids, VenueTruth truth) => state switch
    {
        "not_sent" or "denied" or "rejected" => ids.All(truth.Quantity.ContainsKey) ? "the venue took every leg" : null,
        "filled" => ids.Any(id => Whole(id, truth)) ? null : "no leg is filled at the venue",
        "cancelled" or "expired" => ids.Any(id => truth.Ended.GetValueOrDefault(id) == state) ? null : "no leg ended so at the venue",
        _ => null,
    };

    private static bool Whole(string id, VenueTruth truth) => truth.Fills[id].Sum(f => f.Quantity) >= truth.Quantity.GetValueOrDefault(id, decimal.MaxValue);

    private static bool Open(string id, VenueTruth truth) => truth.Quantity.ContainsKey(id) && !Over(id, truth);

    private static bool Over(string id, VenueTruth truth) => truth.Ended.ContainsKey(id) || !truth.Quantity.TryGetValue(id, out var whole) || truth.Fills[id].Sum(f => f.Quantity) >= whole;

    private static List<LedgerFill> Less(IEnumerable<LedgerFill> all, IEnumerable<LedgerFill> but)
    {
        var left = all.ToList();
        foreach (var fill in but)
        {
            left.Remove(fill);
        }

        return left;
    }
}
