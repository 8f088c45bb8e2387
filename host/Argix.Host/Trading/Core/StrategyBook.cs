using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>What each strategy has sent since a person last re-armed it. Rebuilt from the journal, so a restart forgets nothing.</summary>
public sealed class StrategyBook
{
    private const int Remembered = 1000;
    private readonly Dictionary<Guid, Tally> _tallies = [];

    /// <summary>Strategies that have sent an order since they were last re-armed.</summary>
    public IReadOnlyCollection<Guid> Known => _tallies.Keys;

    /// <summary>Orders sent on the day of <paramref name="now"/>, and the most on any one day since the last re-arming.</summary>
    public (int Today, int Most) Orders(Guid strategy, DateTimeOffset now) =>
        _tallies.GetValueOrDefault(strategy) is { } t ? (t.Day == DayOf(now) ? t.Today : 0, t.Most) : default;

    /// <summary>Orders since the last re-arming, the newest first; a thousand at most.</summary>
    public IEnumerable<TrackedOrder> Newest(Guid strategy)
    {
        if (_tallies.TryGetValue(strategy, out var tally))
        {
            for (var n = 0; n < tally.Count; n++)
            {
                yield return tally[n];
            }
        }
    }

    /// <summary>The newest orders that the broker refused or has not answered for, up to one that it took. Orders still on their way say nothing.</summary>
    public int RefusedInARow(Guid strategy)
    {
        var (row, tally) = (0, _tallies.GetValueOrDefault(strategy));
        for (var n = 0; n < tally?.Count; n++)
        {
            var onItsWay = tally[n] is { Lifecycle: Lifecycle.Approved, Doubt: null };
            if (!onItsWay && tally[n].Lifecycle is not (Lifecycle.Rejected or Lifecycle.Approved))
            {
                return row;
            }

            row += onItsWay ? 0 : 1;
        }

        return row;
    }

    /// <summary>The strategy's newest order of a symbol on a connection since the last re-arming.</summary>
    public TrackedOrder? Newest(Guid strategy, Guid connection, string symbol) => _tallies.GetValueOrDefault(strategy)?.Newest.GetValueOrDefault((connection, symbol));

    internal void Sent(TrackedOrder order, DateTimeOffset at)
    {
        if (order.Facts.StrategyId is not { } strategy)
        {
            return;
        }

        if (!_tallies.TryGetValue(strategy, out var tally))
        {
            _tallies[strategy] = tally = new Tally();
        }

        tally.Add(order, DayOf(at));
    }

    /// <summary>Whether this control has stopped the strategy since a person last re-armed it. A limit that is raised afterwards does not start it again.</summary>
    public bool Stopped(Guid strategy, string control) => _tallies.GetValueOrDefault(strategy)?.StoppedBy.Contains(control) == true;

    internal void Denied(OrderDenied denied)
    {
        foreach (var v in denied.Verdicts.Where(v => v is { Denied: true, Control: ExecutionThrottle.Id or RejectStorm.Id }))
        {
            if (denied.Order.StrategyId is { } strategy && _tallies.TryGetValue(strategy, out var tally))
            {
                tally.StoppedBy.Add(v.Control);
            }
        }
    }

    internal void Rearm(Guid strategy) => _tallies.Remove(strategy);

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private sealed class Tally
    {
        public DateOnly Day { get; private set; }
        public int Today { get; private set; }
        public int Most { get; private set; }
        public Dictionary<(Guid Connection, string Symbol), TrackedOrder> Newest { get; } = [];
        private readonly List<TrackedOrder> _sent = [];
        private int _begin;

        public int Count => _sent.Count;

        /// <summary>0 = the newest.</summary>
        public TrackedOrder this[int back] => _sent[(_begin + _sent.Count - 1 - back) % _sent.Count];

        public HashSet<string> StoppedBy { get; } = [];

        public void Add(TrackedOrder order, DateOnly day)
        {
            // A clock that was set back counts into the later day: it must not make room.
            (Day, Today) = day > Day ? (day, 1) : (Day, Today + 1);
            Most = Math.Max(Most, Today);
            Newest[(order.Facts.ConnectionId, order.Facts.Instrument.Symbol)] = order;
            if (_sent.Count < Remembered)
            {
                _sent.Add(order);
            }
            else
            {
                _sent[_begin] = order; // in the place of the oldest
                _begin = (_begin + 1) % Remembered;
            }
        }
    }
}
