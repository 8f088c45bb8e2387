using Argix.Contracts;

namespace Argix.Simulation;

/// <summary>How a call ended as the process sees it.</summary>
public sealed record WireEnd(bool NeverLeft, Reply? Reply, string? Fault);

/// <summary>The network between one process and one venue: it delays, loses, repeats and garbles, but it keeps the venue's longest processing time.</summary>
public sealed class Wire(World world, Process process, SimVenue venue, Action<bool> reached)
{
    private Rng Rng => world.Rng;

    /// <summary>Sends an order message. <paramref name="mayStart"/> is asked at the last moment before the first byte.</summary>
    public void Send(Func<bool> mayStart, Action written, Func<Reply> atVenue, Action<WireEnd> ended)
    {
        if (venue.Down || world.Faulty(f => f.ConnectRefused))
        {
            process.In(Short(), () =>
            {
                reached(false);
                ended(new WireEnd(true, null, "refused"));
            });
            return;
        }

        process.In(world.Faulty(f => f.SlowConnect) ? TimeSpan.FromSeconds(Rng.Between(1, 4)) : Short(), () =>
        {
            if (!mayStart())
            {
                ended(new WireEnd(true, null, "kept"));
                return;
            }

            written();
            var call = new Call(process, end =>
            {
                reached(end.Fault != "timeout");
                ended(end);
            });
            process.In(TimeSpan.FromSeconds(7), () => call.End(new WireEnd(false, null, "timeout")));
            var left = venue.Time;
            Deliver(call, () =>
            {
                venue.AskedAt = left;
                return atVenue();
            });
            process.Point("sent");
        });
    }

    /// <summary>A question that may be repeated.</summary>
    public void Read<T>(Func<T> atVenue, Action<T?> ended)
        where T : class
    {
        var call = new Call(process, _ =>
        {
            reached(false);
            ended(null);
        });
        process.In(TimeSpan.FromSeconds(7), () => call.End(new WireEnd(false, null, "timeout")));
        if (venue.Down || world.Faulty(f => f.RequestLost) || world.Faulty(f => f.VenueError))
        {
            return;
        }

        world.Clock.In(Travel(), () =>
        {
            if (venue.Down)
            {
                return;
            }

            var answer = atVenue();
            if (!world.Faulty(f => f.AnswerLost) && !world.Faulty(f => f.AnswerGarbled))
            {
                world.Clock.In(world.Faulty(f => f.AnswerLate) ? TimeSpan.FromSeconds(Rng.Between(1, 10)) : Short(), () => call.Done(() =>
                {
                    reached(true);
                    ended(answer);
                }));
            }
        });
    }

    private void Deliver(Call call, Func<Reply> atVenue)
    {
        if (world.Faulty(f => f.RequestLost))
        {
            return;
        }

        world.Clock.In(Travel(), () => Arrive(call, atVenue));
    }

    private void Arrive(Call call, Func<Reply> atVenue)
    {
        if (venue.Down)
        {
            return;
        }

        if (world.Faulty(f => f.VenueThrottles))
        {
            Answer(call, new Reply(429, null));
            return;
        }

        // An error of the venue says nothing about whether it did what was asked.
        var fails = world.Faulty(f => f.VenueError);
        var reply = fails && Rng.Chance(0.5) ? null : atVenue();
        if (reply is not null && venue.Kind.Dedup == "forever" && world.Faulty(f => f.RequestTwice))
        {
            world.Clock.In(Short(), () => atVenue()); // a proxy between us and the venue repeats it
        }

        Answer(call, fails ? new Reply(Rng.Pick(500, 502, 504, 400, 408), Rng.Pick("timeout", "-1007", "busy")) : reply!);
    }

    private void Answer(Call call, Reply reply)
    {
        if (world.Faulty(f => f.AnswerLost))
        {
            return;
        }

        var end = world.Faulty(f => f.AnswerGarbled) ? new WireEnd(false, null, "garbled") : new WireEnd(false, reply, null);
        world.Clock.In(world.Faulty(f => f.AnswerLate) ? TimeSpan.FromSeconds(Rng.Between(1, 20)) : Short(), () => call.End(end));
    }

    // Late is later than any time-out of ours, and never later than what the venue promises.
    private TimeSpan Travel() => world.Faulty(f => f.RequestLate) ? venue.Kind.Delay * Rng.Share() : Short();

    private TimeSpan Short() => TimeSpan.FromMilliseconds(Rng.Between(1, 120));

    /// <summary>Ends once, and only in the process that began it.</summary>
    private sealed class Call(Process process, Action<WireEnd> ended)
    {
        private bool _over;

        public void End(WireEnd end) => Done(() => ended(end));

        public void Done(Action action)
        {
            if (!_over && process.Alive)
            {
                _over = true;
                process.Run(action);
            }
        }
    }
}
