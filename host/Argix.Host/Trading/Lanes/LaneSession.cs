using Argix.Contracts;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>Keeps up the session of a login that needs it. What the adapter says of it goes to the core; that nothing could be learned is no end of a session.</summary>
internal sealed class LaneSession(LaneLogin login, LaneTools tools, Action<LaneInput> post)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private string? _said;

    public async Task RunAsync(CancellationToken ct)
    {
        if (login.Adapter.Capability<IKeepSession>() is not { } keep)
        {
            return;
        }

        while (true)
        {
            await KeepAsync(keep, ct);
            await Task.Delay(keep.Every > Shortest ? keep.Every : Shortest, tools.Clock, ct);
        }
    }

    private async Task KeepAsync(IKeepSession keep, CancellationToken ct)
    {
        try
        {
            var report = await keep.KeepAsync(ct);
            if (!report.Alive && report.Needs != _said)
            {
                tools.Log.LogWarning("Lane {Broker} {Login}: the session is not alive ({Code}): {Needs}", login.Manifest.Id, login.Open.Login.Id, report.Code, tools.Scrub(report.Needs ?? ""));
            }

            _said = report.Alive ? null : report.Needs;
            post(new SessionKept(tools.Clock.GetUtcNow(), report.Alive, report.Code));
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            tools.Log.LogDebug("Lane {Broker}: the session could not be asked after: {Error}", login.Manifest.Id, e.GetType().Name);
        }
    }
}
