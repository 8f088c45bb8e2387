using System.Collections.Concurrent;
using System.Globalization;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Desks;

namespace Argix.Trading.Orders;

/// <summary>An alarm that belongs into the trail. <paramref name="Prices"/>: what to judge again on the same day, because it latches something.</summary>
internal sealed record OwedAlarm(DateTimeOffset At, string Control, string Text, PricesSeen? Prices = null);

/// <summary>Alarms on their way into the journal: kept, in order, until it has taken them. One that had to wait says when it was seen.</summary>
internal sealed class OwedAlarms
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<OwedAlarm>> _owed = [];

    public IEnumerable<Guid> Workspaces => _owed.Where(o => !o.Value.IsEmpty).Select(o => o.Key);

    public void Add(Guid workspace, OwedAlarm alarm) => _owed.GetOrAdd(workspace, _ => []).Enqueue(alarm);

    /// <summary>Writes down what is owed to one workspace; called by one at a time.</summary>
    /// <exception cref="ArgixException">The journal is closed: what is left is kept.</exception>
    public async Task WriteAsync(Desk desk, DateTimeOffset now)
    {
        while (_owed.TryGetValue(desk.Workspace, out var owed) && owed.TryPeek(out var alarm))
        {
            await WriteAsync(desk, alarm, now);
            owed.TryDequeue(out _);
        }
    }

    private static async Task WriteAsync(Desk desk, OwedAlarm alarm, DateTimeOffset now)
    {
        if (alarm.Prices is { } prices && prices.At.UtcDateTime.Date == now.UtcDateTime.Date && (await desk.DecideAsync(prices with { At = now })).Events.Any(e => e is Alarmed))
        {
            return;
        }

        var seen = now - alarm.At < Late ? "" : string.Create(CultureInfo.InvariantCulture, $" (seen {alarm.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, when the journal could not be written)");
        await desk.DecideAsync(new LimitPassed(now, [alarm.Text + seen], alarm.Control));
    }
}
