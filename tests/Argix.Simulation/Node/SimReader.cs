using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;

namespace Argix.Simulation;

/// <summary>Reads the venue: one order, everything again, or the stream. As the host's reader does it, step by step, each of which can fail.</summary>
public sealed class SimReader(World world, Process process, SimLane lane, SimVenue venue, Wire wire)
{
    private Dictionary<string, (decimal Ours, decimal Venues)>? _lastPositions;
    private SimStream? _stream;

    public void Ask(Guid id)
    {
        if (process.Desk.State.Order(id) is not { IsFinal: false } order)
        {
            lane.Post(new OrderSettled(process.Now, id));
            return;
        }

        wire.Read(() => Look(order), found =>
        {
            var (seen, done) = (false, order.Replace is not { Queued: false, Rule.CancelNew: false });
            foreach (var report in found?.Orders ?? [])
            {
                seen |= report.BrokerOrderId == order.BrokerOrderId || string.Equals(report.ClientOrderId, order.Facts.ClientOrderId, StringComparison.OrdinalIgnoreCase);
                done |= ReplaceDecider.Done(order, report);
                Carry(report, "look_up");
            }

            lane.Post(new LookupEnded(process.Now, id, seen && done, found?.Coverage, seen && !done));
        });
    }

    private Found Look(TrackedOrder order)
    {
        var found = venue.Find(order.BrokerOrderId, order.Facts.ClientOrderId);
        return order.Replace is { Queued: false, Rule.NewId: true } p ? found with { Orders = [.. found.Orders, .. venue.Find(null, p.ClientOrderId).Orders] } : found;
    }

    public void Resync()
    {
        var started = process.Now;
        var since = ResyncRules.Since(process.Desk.State, lane.Connection, started);
        var open = process.Desk.State.OpenOf(lane.Connection).Select(o => o.Facts.Id).ToList();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        List("orders", () => venue.Orders(since, openOnly: false), seen, () =>
            List("open orders", () => venue.Orders(null, openOnly: true), seen, () =>
                List("fills", () => venue.Fills(since), null, () =>
                {
                    foreach (var id in ResyncRules.Missing(process.Desk.State, open, seen, started))
                    {
                        lane.Post(new QuestionRaised(process.Now, id));
                    }

                    var unlisted = ResyncRules.Unlisted(process.Desk.State, open, seen);
                    Positions(() => lane.Post(new ResyncEnded(process.Now, null, null, unlisted, started)));
                })));
    }

    public void OpenStream()
    {
        if (venue.Down || world.Faulty(f => f.ConnectRefused))
        {
            process.In(TimeSpan.FromMilliseconds(50), () => lane.Post(new StreamEnded(process.Now, "refused")));
            return;
        }

        _stream?.Close();
        _stream = new SimStream(world, process, venue, report =>
        {
            lane.Post(new StreamHeard(process.Now));
            if (report is not null)
            {
                Carry(report, "stream");
            }
        }, () => lane.Post(new StreamEnded(process.Now, "cut")));
        lane.Post(new StreamAlive(process.Now));
    }

    /// <summary>Nothing came for too long. The end is told as that of any stream.</summary>
    public void CloseStream()
    {
        _stream?.Close();
        process.In(TimeSpan.FromMilliseconds(5), () => lane.Post(new StreamEnded(process.Now, "silent")));
    }

    private void List(string what, Func<List<OrderReport>> atVenue, HashSet<string>? seen, Action next) => wire.Read(atVenue, got =>
    {
        if (got is null)
        {
            lane.Post(new ResyncEnded(process.Now, "broker_unreachable", what));
            return;
        }

        foreach (var report in got)
        {
            seen?.Add(report.BrokerOrderId);
            Carry(report, "resync");
        }

        // The host waits until the desk has taken them in.
        process.Desk.Then(ok =>
        {
            if (ok)
            {
                next();
            }
            else
            {
                lane.Post(new ResyncEnded(process.Now, "journal_unavailable", what));
            }
        });
    });

    private void Positions(Action good)
    {
        wire.Read(() => venue.Positions().ToList(), got =>
        {
            if (got is null)
            {
                lane.Post(new ResyncEnded(process.Now, "broker_unreachable", "positions"));
                return;
            }

            var now = got.Where(p => p.Quantity != 0).ToDictionary(p => p.Symbol, p => p.Quantity);
            var compared = ResyncRules.Compare(process.Desk.State, lane.Connection, now);
            var settled = ResyncRules.Settled(_lastPositions, compared);
            _lastPositions = compared;
            if (compared.Any(x => x.Value.Ours != x.Value.Venues && !settled.Contains(x.Key)))
            {
                lane.Post(new LookAgain(process.Now, process.Now + TimeSpan.FromSeconds(5)));
            }

            var lines = now.Select(p => new BaselineLine(venue.Instruments.First(i => i.Symbol == p.Key), p.Value, 100)).ToList();
            process.Desk.Decide(new PositionsRead(process.Now, lane.Connection, lines, settled), d =>
            {
                if (d is null)
                {
                    lane.Post(new ResyncEnded(process.Now, "journal_unavailable", "positions"));
                }
                else
                {
                    good();
                }
            });
        });
    }

    private void Carry(OrderReport report, string through) => process.Desk.Decide(new ReportSeen(process.Now, lane.Connection, report, venue.Kind.Truth, through, world.Rng.Id()));
}

/// <summary>One life of a report stream: it can lose, repeat, delay and reorder events, fall silent, and end.</summary>
public sealed class SimStream
{
    private readonly World _world;
    private readonly Process _process;
    private readonly SimVenue _venue;
    private readonly Action<OrderReport?> _take;
    private readonly Action _ended;
    private bool _closed;
    private bool _silent;

    public SimStream(World world, Process process, SimVenue venue, Action<OrderReport?> take, Action ended)
    {
        (_world, _process, _venue, _take, _ended) = (world, process, venue, take, ended);
        venue.Reported += Hear;
        Weather();
        Beat();
    }

    // A venue that promises heartbeats sends them, unless the line is dead without saying so.
    private void Beat()
    {
        if (_venue.Kind.Heartbeat is not { } every)
        {
            return;
        }

        _world.Clock.In(every, () =>
        {
            if (_closed || !_process.Alive)
            {
                return;
            }

            if (!_silent)
            {
                _process.Run(() => _take(null));
            }

            Beat();
        });
    }

    public void Close()
    {
        _closed = true;
        _venue.Reported -= Hear;
    }

    private void Weather() => _world.Clock.In(TimeSpan.FromSeconds(1), () =>
    {
        if (_closed || !_process.Alive)
        {
            Close();
            return;
        }

        _silent |= _world.Faulty(f => f.StreamStallPerMinute / 60);
        if (_venue.Down || _world.Faulty(f => f.StreamCutPerMinute / 60))
        {
            Close();
            _process.In(TimeSpan.FromMilliseconds(20), _ended);
            return;
        }

        _silent &= _world.Unkind;
        Weather();
    });

    private void Hear(OrderReport report)
    {
        if (_silent || _world.Faulty(f => f.EventLost))
        {
            return;
        }

        for (var copies = _world.Faulty(f => f.EventTwice) ? _world.Rng.Between(2, 4) : 1; copies > 0; copies--)
        {
            var delay = _world.Faulty(f => f.EventLate) ? TimeSpan.FromMilliseconds(_world.Rng.Between(100, 20_000)) : TimeSpan.FromMilliseconds(_world.Rng.Between(1, 40));
            _world.Clock.In(delay, () =>
            {
                if (!_closed)
                {
                    _process.Run(() => _take(report));
                }
            });
        }
    }
}
