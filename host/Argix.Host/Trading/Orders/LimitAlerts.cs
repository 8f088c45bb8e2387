using System.Collections.Concurrent;
using Argix.Trading.Core.Risk;

namespace Argix.Trading.Orders;

/// <summary>Positions that are over their limit just now, by connection. In memory: after a restart the first prices tell again.</summary>
public sealed class LimitAlerts
{
    private readonly ConcurrentDictionary<Guid, IReadOnlyList<Exceeded>> _over = [];

    public IReadOnlyList<Exceeded> Of(Guid connection) => _over.GetValueOrDefault(connection) ?? [];

    /// <summary>Takes what is over now; gives back in words what was not over before. One that is a little under its limit stays on the list, so that a price that dances around it does not ring all day.</summary>
    public IReadOnlyList<string> Take(Guid connection, IReadOnlyList<Exceeded> over)
    {
        var before = Of(connection).Select(b => b.Symbol).ToHashSet(StringComparer.Ordinal);
        _over[connection] = [.. over.Where(o => o.IsOver || before.Contains(o.Symbol))];
        return [.. over.Where(o => o.IsOver && !before.Contains(o.Symbol)).Select(o => o.Text)];
    }
}
