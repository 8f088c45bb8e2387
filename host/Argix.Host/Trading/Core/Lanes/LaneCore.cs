namespace Argix.Trading.Core.Lanes;

/// <summary>
/// One login's lane, without I/O: cancels first, then orders while they may still leave, under the venue's quota; when the stream is opened again, when everything
/// is read again, and which questions are due. <see cref="Step"/> takes one input and says what to do.
/// </summary>
public sealed partial class LaneCore(LaneRules rules, Limiter? quotas = null)
{
    public static readonly TimeSpan ResyncEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReauthEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CloseAfter = TimeSpan.FromSeconds(20);

    private readonly Queue<(Guid Id, DateTimeOffset SendBy, QuotaKey Key)> _submits = new();
    private readonly Queue<(Guid Id, DateTimeOffset SendBy, QuotaKey Key)> _replaces = new();
    private readonly Queue<CancelWanted> _cancels = new();
    private readonly HashSet<Guid> _sending = [];
    private readonly Limiter _limiter = quotas ?? new Limiter(rules.Quota, rules.QuotaPer, rules.ReserveForCancels);
    private readonly Breaker _breaker = new();
    private readonly Questions _questions = new(rules);
    private readonly DeadManTimer? _deadMan = rules.DeadMan is { } wanted ? new DeadManTimer(wanted) : null;
    private readonly List<LaneAction> _actions = [];
    private LaneStatus _health = new("connecting", null, false);
    private string? _sessionLost;
    private bool _skewed;
    private DateTimeOffset _heard;
    private bool _streamAlive;
    private bool _streamOpening;
    private int _streamTries;
    private DateTimeOffset _streamNext;
    private bool _resyncing;
    private DateTimeOffset _resyncNext;
    private DateTimeOffset? _lookAgain;
    private DateTimeOffset? _failingSince;

    public LaneStatus Health => _health;

    /// <summary>When the pump should send the next <see cref="Tick"/> at the latest.</summary>
    public DateTimeOffset NextTick(DateTimeOffset now)
    {
        var next = now + TimeSpan.FromSeconds(1);
        next = Earlier(next, _questions.NextAt);
        next = Earlier(next, _resyncing ? null : Earlier(_resyncNext, _lookAgain));
        next = Earlier(next, _deadMan?.NextAt);
        return _submits.Count + _replaces.Count + _cancels.Count > 0 ? Earlier(next, now + TimeSpan.FromMilliseconds(20)) : next;
    }

    public IReadOnlyList<LaneAction> Step(LaneInput input)
    {
        _actions.Clear();
        Take(input);
        Run(input.At);
        return [.. _actions];
    }

    private void Take(LaneInput input)
    {
        switch (input)
        {
            case SubmitWanted s: _submits.Enqueue((s.OrderId, s.SendBy, s.Key)); break;
            case ReplaceWanted r: _replaces.Enqueue((r.OrderId, r.SendBy, r.Key)); break;
            case CancelWanted c: _cancels.Enqueue(c); break;
            case QuestionRaised q: _questions.Raise(q.OrderId, q.At, q.At); break;
            case SubmitEnded e: _sending.Remove(e.OrderId); _questions.Quiet(e.OrderId, e.At); Pause(e.At, e.PauseFor); break;
            case ReplaceEnded e: _sending.Remove(e.OrderId); _questions.Quiet(e.OrderId, e.At); Pause(e.At, e.PauseFor); AskLater(e.OrderId, e.At); break;
            case CancelEnded e: Pause(e.At, e.PauseFor); AskLater(e.OrderId, e.At); break;
            case LookupEnded l: Looked(l); break;
            case OrderSettled s: _questions.Settle(s.OrderId); break;
            case StreamAlive a: Alive(a.At); break;
            case StreamHeard h: _heard = h.At; break;
            case CallEnded c: Called(c); break;
            case ClockCompared c: Compared(c.Skewed); break;
            case StreamEnded e: StreamLost(e.At); break;
            case ResyncEnded r: Resynced(r); break;
            case DeadManArmed d: _deadMan?.Armed(d.At, d.Well); Warned(); break;
            case SessionKept k: Kept(k); break;
            case LookAgain l: _lookAgain = Earlier(l.When, _lookAgain); break;
        }
    }

    private void Run(DateTimeOffset now)
    {
        if (_deadMan?.Due(now) == true)
        {
            _actions.Add(_deadMan.Arm()); // waits for no quota: it is what protects open orders when we cannot
        }

        RunCancels(now);
        Leave(_replaces, now, id => new SendReplace(id), (id, code) => new DropReplace(id, code));
        Leave(_submits, now, id => new SendSubmit(id), (id, code) => new DropSubmit(id, code));
        RunQuestions(now);

        WatchStream(now);
        if (rules.Streams && !_streamAlive && !_streamOpening && _streamNext <= now)
        {
            _streamOpening = true;
            _actions.Add(new OpenStream());
        }

        if (!_resyncing && Earlier(_resyncNext, _lookAgain) <= now && !(_streamOpening && _streamTries == 0))
        {
            (_resyncing, _lookAgain) = (true, null); // asked for from now on, it is due again afterwards
            _actions.Add(new Resync());
        }
    }

    private void RunQuestions(DateTimeOffset now)
    {
        foreach (var id in _questions.Due(now).ToList())
        {
            if (rules.CanFind && !_limiter.HasRoomForRead(now))
            {
                return;
            }

            _questions.Asking(id, now);
            if (rules.CanFind)
            {
                _actions.Add(new AskVenue(id));
            }
            else if (_questions.Empty(id, null, now, _sending.Contains(id)) is { } told)
            {
                _actions.Add(told);
            }
        }
    }

    private void RunCancels(DateTimeOffset now)
    {
        for (var n = _cancels.Count; n > 0; n--)
        {
            var next = _cancels.Dequeue();
            if (_limiter.TakeForCancel(now, next.Key))
            {
                _actions.Add(new SendCancel(next.OrderId));
            }
            else
            {
                _cancels.Enqueue(next);
            }
        }
    }

    // Each is looked at once, in order: one that its instrument's quota holds back does not hold the others. Of one order only one message is on its way at a time,
    // for what is asked about it counts from the end of the last.
    private void Leave(Queue<(Guid Id, DateTimeOffset SendBy, QuotaKey Key)> queue, DateTimeOffset now, Func<Guid, LaneAction> send, Func<Guid, string, LaneAction> drop)
    {
        for (var n = queue.Count; n > 0; n--)
        {
            var next = queue.Dequeue();
            if (now >= next.SendBy || _breaker.IsOpen)
            {
                _actions.Add(drop(next.Id, _breaker.IsOpen ? "broker_unreachable" : "broker_timeout"));
            }
            else if (_sending.Count < rules.MaxInFlight && !_sending.Contains(next.Id) && _limiter.TakeForOrder(now, next.Key))
            {
                _sending.Add(next.Id);
                _actions.Add(send(next.Id));
            }
            else
            {
                queue.Enqueue(next);
            }
        }
    }

    private void Looked(LookupEnded l)
    {
        if (l.Found)
        {
            _questions.Settle(l.OrderId);
        }
        else if (_questions.Empty(l.OrderId, l.Coverage, l.At, _sending.Contains(l.OrderId), l.Unchanged) is { } told)
        {
            _actions.Add(told);
            if (told.Conclusive)
            {
                _questions.Settle(l.OrderId);
            }
        }
    }

    // A cancel that was taken is not yet a cancelled order, and one that came too late met an end: look unless the stream tells first.
    private void AskLater(Guid orderId, DateTimeOffset at)
    {
        _questions.Hurry(orderId, at, at + PollEvery);
        if (!rules.CanFind)
        {
            _lookAgain = Earlier(at + PollEvery, _lookAgain);
        }
    }

    private void Pause(DateTimeOffset now, TimeSpan? span)
    {
        if (span is { } s)
        {
            _limiter.Pause(now, s);
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset? b) => b is { } x && x < a ? x : a;
}
