using System.Globalization;
using Argix.Connections.Egress;
using Argix.Contracts;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>Sees each call of a login: reads wait for room under the quotas; what answers say of quotas, of the venue's clock, and that there are any, is taken in.</summary>
internal sealed class LaneWatch(LaneLogin login, LaneTools tools, Limiter limiter, Action<LaneInput> post) : ICallWatch
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan WholeSecond = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly ClockOffset _offset = new(login.Manifest.Clock.Tolerance);
    private bool _skewed;
    private volatile bool _failing;

    public async Task<bool> MayReadAsync(Call call, TimeSpan patience, CancellationToken ct)
    {
        var end = Now + patience;
        while (!limiter.TakeForRead(Now, call.Bucket, Math.Max(1, call.Weight)))
        {
            var wait = limiter.NextRead(Now, call.Bucket, Math.Max(1, call.Weight)) - Now;
            wait = wait > Shortest ? wait : Shortest;
            if (Now + wait > end)
            {
                return false;
            }

            await Task.Delay(wait, tools.Clock, ct);
        }

        return true;
    }

    public void Seen(CallSeen seen)
    {
        if (seen.SaysNothing)
        {
            return;
        }

        if (seen.Call.Op is Op.Read or Op.Probe or Op.Stream && seen.Answer.Sent != Sent.No)
        {
            login.Spending.Count("read");
        }

        limiter.Heard(Now, QuotaReader.Read(login.Manifest, seen, Now));
        if (!seen.Reached || _failing)
        {
            _failing = !seen.Reached;
            post(new CallEnded(Now, seen.Reached));
        }

        if (login.Manifest.Clock.Source == "dateHeader" && seen.Answer.Headers.TryGetValue("Date", out var text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var venue))
        {
            Compare(seen, venue);
        }
    }

    private void Compare(CallSeen seen, DateTimeOffset venue)
    {
        lock (_gate)
        {
            _offset.Saw(seen.At, seen.Took, venue, WholeSecond);
            login.Open.Port.VenueClock.Offset = _offset.Value;
            if (_offset.Skewed != _skewed)
            {
                _skewed = _offset.Skewed;
                tools.Log.LogWarning("Lane {Broker} {Login}: the venue's clock and ours are {Seconds:0} s apart", login.Manifest.Id, login.Open.Login.Id, _offset.Value.TotalSeconds);
                post(new ClockCompared(Now, _skewed));
            }
        }
    }

    private DateTimeOffset Now => tools.Clock.GetUtcNow();
}
