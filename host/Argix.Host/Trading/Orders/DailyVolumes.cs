using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Desks;

namespace Argix.Trading.Orders;

/// <summary>
/// How many units of an instrument trade on an average day at its venue: the mean of its last twenty whole days, by the venue's own daily bars. Asked for only where a limit or
/// a sizing measures by it, once a day and symbol; not known is said, never guessed.
/// </summary>
internal sealed class DailyVolumes
{
    private const int Days = 20;
    private static readonly TimeSpan Back = TimeSpan.FromDays(40); // weekends and holidays lie between
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Guid, bool> _limited = [];
    private readonly ConcurrentDictionary<(Guid Connection, string Symbol), (DateTimeOffset Good, decimal? Volume)> _known = [];
    private readonly TimeProvider _clock;

    public DailyVolumes(DeskRegistry desks, TimeProvider clock)
    {
        _clock = clock;
        desks.Committed += c =>
        {
            if (c.Events.Any(e => e is LimitsSet { Item.MaxVolumePercent: not null }))
            {
                _limited[c.Workspace] = true;
            }
        };
    }

    /// <summary>Whether anything about this order is measured by a day's volume.</summary>
    public async Task<bool> WantedAsync(Desk desk, Sizing sizing)
    {
        if (sizing is Capped { Ceilings.PercentOfVolume: not null })
        {
            return true;
        }

        if (!_limited.TryGetValue(desk.Workspace, out var limited))
        {
            var now = await desk.ReadAsync(s => s.Limits.Items.Any(l => l.MaxVolumePercent is not null));
            limited = _limited.AddOrUpdate(desk.Workspace, now, (_, known) => known || now); // one that was set meanwhile is not forgotten
        }

        return limited;
    }

    /// <summary>The mean, or null when the venue does not say.</summary>
    public async Task<decimal?> OfAsync(Guid connection, IReadMarket? market, Instrument instrument, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        if (_known.TryGetValue((connection, instrument.Symbol), out var known) && now < known.Good)
        {
            return known.Volume;
        }

        var volume = market is null ? null : await ReadAsync(market, instrument, now, ct);
        _known[(connection, instrument.Symbol)] = (volume is null ? now + AskAgain : Midnight(now).AddDays(1), volume);
        return volume;
    }

    /// <summary>The mean of the newest whole days that have any volume; null when there is none.</summary>
    public static decimal? Average(IEnumerable<Bar> daily, DateTimeOffset now)
    {
        var whole = daily.Where(b => b.Start < Midnight(now) && b.Volume > 0).OrderByDescending(b => b.Start).Take(Days).Select(b => b.Volume).ToList();
        return whole.Count == 0 ? null : whole.Average();
    }

    private async Task<decimal?> ReadAsync(IReadMarket market, Instrument instrument, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            var page = await market.BarsAsync(instrument, TimeSpan.FromDays(1), Midnight(now) - Back, Midnight(now), ct).WaitAsync(Patience, _clock, ct);
            return Average(page.Items, now);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            return null; // the control that needs it says so
        }
    }

    private static DateTimeOffset Midnight(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);
}
