using Argix.Connections.Egress;
using Argix.Contracts;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>Sees each call of a login: reads wait for room under the quotas, and what answers say of quotas is taken in.</summary>
internal sealed class LaneWatch(LaneLogin login, LaneTools tools, Limiter limiter) : ICallWatch
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

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
        if (!seen.OwnRefusal)
        {
            limiter.Heard(Now, QuotaReader.Read(login.Manifest, seen, Now));
        }
    }

    private DateTimeOffset Now => tools.Clock.GetUtcNow();
}
