using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

internal sealed class Obv(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = BarIndicator("obv", "On-balance volume", "Volume added on rising and taken away on falling closes. Its level depends on where it began (a restart begins anew); use its direction, not its level.",
        [Series("value", Units.Volume)], [], w => new Obv(w)) with { Memory = _ => 500 };

    private readonly int _out = w.Out("value");
    private double _before = double.NaN, _sum;

    public override void Step()
    {
        _sum += double.IsNaN(_before) || Board.Close > _before ? Board.Volume : Board.Close < _before ? -Board.Volume : 0;
        (V[_out], _before) = (_sum, Board.Close);
    }
}

internal sealed class Vwap(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = BarIndicator("vwap", "Volume-weighted average price", "The mean of (high + low + close) ÷ 3, weighted by volume, since the day began in its time zone; not ready while nothing traded.",
        [Series("value", Units.Price)], [Zone()], w => new Vwap(w)) with { Memory = _ => 1000 };

    private readonly int _out = w.Out("value");
    private readonly LocalTime _zone = new(w.Settings.Text("timeZone"));
    private DateTime _day;
    private double _money, _volume;

    public override void Step()
    {
        var day = _zone.Of(Board.Start).Date;
        if (day != _day)
        {
            (_day, _money, _volume) = (day, 0, 0);
        }

        _money += (Board.High + Board.Low + Board.Close) / 3 * Board.Volume;
        _volume += Board.Volume;
        V[_out] = _volume > 0 ? _money / _volume : double.NaN;
    }
}

/// <summary>Local time in a zone. The offset is looked up once an hour of bars: it changes on the hour or half-hour only.</summary>
internal sealed class LocalTime(string zone)
{
    private readonly TimeZoneInfo _zone = Zones.Find(zone) ?? TimeZoneInfo.Utc;
    private long _quarter = -1;
    private TimeSpan _offset;

    public DateTime Of(DateTimeOffset at)
    {
        var quarter = at.UtcTicks / (TimeSpan.TicksPerMinute * 15);
        if (quarter != _quarter)
        {
            (_quarter, _offset) = (quarter, _zone.GetUtcOffset(at));
        }

        return at.UtcDateTime + _offset;
    }
}
