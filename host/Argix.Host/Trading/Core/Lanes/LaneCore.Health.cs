namespace Argix.Trading.Core.Lanes;

// How the lane is: what opens and closes trading, and what people are told.
public sealed partial class LaneCore
{
    private void Alive(DateTimeOffset now)
    {
        _heard = now;
        if (!_streamAlive)
        {
            (_streamAlive, _streamOpening, _streamTries, _resyncNext) = (true, false, 0, now);
            _deadMan?.StreamOpened(now);
        }
    }

    // An open socket proves nothing. Its end is told like any other, and then it is opened again and everything is read.
    private void WatchStream(DateTimeOffset now)
    {
        if (_streamAlive && rules.Heartbeat is { } beat && now - _heard > 2 * beat)
        {
            (_streamAlive, _streamOpening) = (false, true);
            _actions.Add(new CloseStream());
            Degrade();
        }
    }

    // Once somebody answers again everything is read before orders are taken.
    private void Called(CallEnded c)
    {
        if (!_breaker.Ended(c.Reached))
        {
            return;
        }

        if (_breaker.IsOpen)
        {
            Tell(_health with { Status = _health.TradingOpen || _health.Status == "connected" ? "degraded" : _health.Status, Code = _health.Code is null or "clock_skew" or "dead_man_unarmed" ? "broker_unreachable" : _health.Code, TradingOpen = false });
        }
        else
        {
            _resyncNext = Earlier(_resyncNext, c.At);
        }
    }

    private void StreamLost(DateTimeOffset now)
    {
        var wasAlive = _streamAlive;
        (_streamAlive, _streamOpening) = (false, false);
        _streamNext = now + TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, _streamTries++) * 0.5));
        _resyncNext = Earlier(_resyncNext, now);
        if (wasAlive)
        {
            Degrade();
        }
    }

    private void Degrade() => Tell(_health.Status == "connected" ? _health with { Status = "degraded", Code = "broker_unreachable" } : _health);

    private void Resynced(ResyncEnded r)
    {
        _resyncing = false;
        if (r.Code is null)
        {
            _failingSince = null;
            _deadMan?.Begin(r.At);
            _questions.Unlisted(r.Unlisted ?? [], r.AskedAt, r.At);
            if (r.Unlisted is { Count: > 0 })
            {
                _lookAgain = Earlier(r.At + (rules.MaxProcessingDelay ?? PollEvery) + PollEvery, _lookAgain);
            }

            _resyncNext = r.At + (_streamAlive ? ResyncEvery : PollEvery);
            Tell(_sessionLost is { } lost ? Lost(lost) : _streamAlive || !rules.Streams ? new LaneStatus("connected", Warning, !_breaker.IsOpen) : new LaneStatus("degraded", "broker_unreachable", !_breaker.IsOpen));
            return;
        }

        _failingSince ??= r.At;
        var dead = r.Code is "invalid_credentials" or "reauth_required";
        _resyncNext = r.At + (dead ? ReauthEvery : PollEvery);
        var open = _health.TradingOpen && !dead && r.At - _failingSince < CloseAfter && !_breaker.IsOpen;
        Tell(_sessionLost is { } without ? Lost(without) : new LaneStatus(dead ? "reauth_required" : open ? "degraded" : _health.TradingOpen || _health.Status == "degraded" ? "degraded" : "failed", r.Code, open));
    }

    // Without its session nothing can be traded, whatever can still be read; with it again, everything is read before it opens.
    private void Kept(SessionKept k)
    {
        var before = _sessionLost;
        _sessionLost = k.Alive ? null : k.Code ?? "reauth_required";
        if (_sessionLost is { } lost)
        {
            Tell(Lost(lost));
        }
        else if (before is not null)
        {
            _resyncNext = Earlier(k.At, _resyncNext);
        }
    }

    private static LaneStatus Lost(string code) => new(code is "reauth_required" or "invalid_credentials" ? "reauth_required" : "degraded", code, false);

    // A clock that is wrong is a warning: it replaces no other word.
    private void Compared(bool skewed)
    {
        _skewed = skewed;
        Warned();
    }

    private string? Warning => _deadMan?.Unarmed == true ? "dead_man_unarmed" : _skewed ? "clock_skew" : null;

    private void Warned() => Tell(_health.Status == "connected" ? _health with { Code = Warning } : _health);

    private void Tell(LaneStatus health)
    {
        if (health != _health)
        {
            _health = health;
            _actions.Add(new TellHealth(health));
        }
    }
}
