using System.Collections.Concurrent;
using Argix.Trading.Core.Risk;

namespace Argix.Trading.Orders;

/// <summary>What is over its limit just now, by owner: a connection, or a workspace for what is counted over all brokers. In memory: after a restart the first prices tell again.</summary>
public sealed class LimitAlerts
{
    private readonly ConcurrentDictionary<(Guid Owner, string Part), IReadOnlyList<Exceeded>> _over = [];

    public IReadOnlyList<Exceeded> Of(Guid owner) => [.. _over.Where(o => o.Key.Owner == owner).OrderBy(o => o.Key.Part, StringComparer.Ordinal).SelectMany(o => o.Value)];

    /// <summary>
    /// Takes what is over now; gives back what was not over before. One that is a little under its limit stays on the list, so that a price that dances around it does not ring all day.
    /// </summary>
    /// <param name="part">Accounts in several currencies measure the same exposure each on its own.</param>
    public IReadOnlyList<Exceeded> Take(Guid owner, IReadOnlyList<Exceeded> over, string part = "")
    {
        var before = (_over.GetValueOrDefault((owner, part)) ?? []).Select(b => b.Key).ToHashSet(StringComparer.Ordinal);
        _over[(owner, part)] = [.. over.Where(o => o.IsOver || before.Contains(o.Key))];
        return [.. over.Where(o => o.IsOver && !before.Contains(o.Key))];
    }
}
