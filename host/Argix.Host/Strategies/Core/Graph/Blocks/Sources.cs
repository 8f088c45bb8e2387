using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

internal sealed class Bars(Wiring w) : SlotBlock(w), IShows
{
    public static readonly BlockType Type = new("bars", "source", "Bars", "Closed bars of the instrument that the strategy watches and trades, from the connection it is armed on (a broker, the paper venue's simulated feed) or from a file in a back-test.",
        None, [Series("open", Units.Price), Series("high", Units.Price), Series("low", Units.Price), Series("close", Units.Price), Series("volume", Units.Volume)],
        [
            new("symbol", ParameterKind.Symbol, "SPY", "The instrument, such as AAPL or BTC/USD."),
            Choice("assetClass", "What kind of instrument it is.", "equity", "etf", "option", "future", "fx", "cfd", "crypto", "perpetual", "bond", "fund"),
            new("timeframe", ParameterKind.Duration, "P1D", "How long a bar is: PT5S, PT1M, PT1H, P1D."),
            new("connectionId", ParameterKind.Id, "", "The connection it trades on; chosen before arming."),
            Flag("closedBarsOnly", true, "Always true: a strategy sees closed bars only."),
            Whole("resetAfterGap", 0, 0, 10_000, "After a gap of more bars than this everything warms up anew; 0 = never."),
        ], w => new Bars(w))
    { OnBars = true };

    private readonly int _open = w.Out("open"), _high = w.Out("high"), _low = w.Out("low"), _close = w.Out("close"), _volume = w.Out("volume");
    private readonly bool _closeOnly = !w.Heard("open") && !w.Heard("high") && !w.Heard("low") && !w.Heard("volume");

    public override void Step()
    {
        V[_close] = Board.Close;
        if (!_closeOnly)
        {
            Show();
        }
    }

    public void Show() => (V[_open], V[_high], V[_low], V[_volume]) = (Board.Open, Board.High, Board.Low, Board.Volume);
}

internal sealed class QuoteBlock(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("quote", "source", "Quote", "Bid and ask when it is decided. A back-test has no quotes: there both are the close.",
        None, [Number("bid", Units.Price), Number("ask", Units.Price), Number("spread", Units.Price)], [], w => new QuoteBlock(w));

    private readonly int _bid = w.Out("bid"), _ask = w.Out("ask"), _spread = w.Out("spread");

    public override void Step()
    {
        (V[_bid], V[_ask]) = ((double)(Board.Known.Bid ?? Board.LastClose), (double)(Board.Known.Ask ?? Board.LastClose));
        V[_spread] = V[_ask] - V[_bid];
    }
}

internal sealed class ClockBlock(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("clock", "source", "Clock", "The local time at which it is decided (a bar's close): minutes since midnight, and the day of the week (1 Monday to 7 Sunday).",
        None, [Number("minutes", Units.Minutes), Number("weekday", Units.Days)], [Zone()], w => new ClockBlock(w));

    private readonly LocalTime _zone = new(w.Settings.Text("timeZone"));
    private readonly int _minutes = w.Out("minutes"), _weekday = w.Out("weekday");

    public override void Step()
    {
        var local = _zone.Of(Board.At);
        (V[_minutes], V[_weekday]) = (local.TimeOfDay.TotalMinutes, local.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)local.DayOfWeek);
    }
}

internal sealed class SessionBlock(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("session", "source", "Session", "Whether a bar began inside trading hours, the first such bar of a day (opened), and how many minutes the session had run when the bar began.",
        None, [Boolean("inside"), Event("opened"), Number("minutes", Units.Minutes)],
        [Zone(), Time("opens", "00:00", "When it opens, local time."), Time("closes", "00:00", "When it closes; the same time as opens is the whole day, an earlier one is the next day."), Flag("weekends", true, "Whether Saturdays and Sundays count.")], w => new SessionBlock(w))
    { OnBars = true };

    private readonly LocalTime _zone = new(w.Settings.Text("timeZone"));
    private readonly TimeSpan _opens = w.Settings.Time("opens"), _closes = w.Settings.Time("closes");
    private readonly bool _weekends = w.Settings.Flag("weekends");
    private readonly int _inside = w.Out("inside"), _opened = w.Out("opened"), _minutes = w.Out("minutes");
    private DateTime _day;

    public override void Step()
    {
        var local = _zone.Of(Board.Start);
        var since = local.TimeOfDay - _opens;
        var began = since < TimeSpan.Zero ? local.Date.AddDays(-1) : local.Date;
        since = since < TimeSpan.Zero ? since + TimeSpan.FromDays(1) : since;
        var length = _closes > _opens ? _closes - _opens : _closes - _opens + TimeSpan.FromDays(1);
        var inside = since < length && (_weekends || began.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        V[_inside] = Truth(inside);
        V[_opened] = Truth(inside && began != _day);
        V[_minutes] = inside ? since.TotalMinutes : double.NaN;
        _day = inside ? began : _day;
    }
}

internal sealed class SignalBlock(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("signal", "source", "Signal", "A signed signal from outside (POST /signals): one event for each word, and the price it names.",
        None, [Event("buy"), Event("sell"), Event("exit"), Event("other"), Number("price", Units.Price)], [], w => new SignalBlock(w));

    private readonly int _buy = w.Out("buy"), _sell = w.Out("sell"), _exit = w.Out("exit"), _other = w.Out("other"), _price = w.Out("price");

    public override void Step()
    {
        var action = Board.Signal?.Action;
        (V[_buy], V[_sell], V[_exit]) = (Truth(action == "buy"), Truth(action == "sell"), Truth(action == "exit"));
        (V[_other], V[_price]) = (Truth(action is not (null or "buy" or "sell" or "exit")), (double)(Board.Signal?.Price ?? Board.LastClose));
    }
}

internal sealed class PositionBlock(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("position", "source", "Position", "What the strategy itself holds: its quantity, the average price, the result since entry in percent, and whether it holds anything.",
        None, [Number("quantity", Units.Quantity), Number("averagePrice", Units.Price), Number("result", Units.Percent), Boolean("held")], [], w => new PositionBlock(w));

    private readonly int _quantity = w.Out("quantity"), _average = w.Out("averagePrice"), _result = w.Out("result"), _held = w.Out("held");

    public override void Step()
    {
        var known = Board.Known;
        (V[_quantity], V[_held]) = ((double)known.Quantity, Truth(known.Quantity != 0));
        V[_average] = known is { Quantity: not 0, AveragePrice: { } average } ? (double)average : double.NaN;
        V[_result] = V[_average] > 0 ? ((double)Board.LastClose - V[_average]) / V[_average] * 100 * Math.Sign(known.Quantity) : double.NaN;
    }
}

internal sealed class AccountBlock(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("account", "source", "Account", "Equity and free cash of the account, and what the strategy itself won or lost today.",
        None, [Number("equity", Units.Money), Number("cash", Units.Money), Number("dayResult", Units.Money)], [], w => new AccountBlock(w));

    private readonly int _equity = w.Out("equity"), _cash = w.Out("cash"), _day = w.Out("dayResult");

    public override void Step() => (V[_equity], V[_cash], V[_day]) = (Or(Board.Known.Equity), Or(Board.Known.Cash), Or(Board.Known.DayProfit));

    private static double Or(decimal? figure) => figure is { } f ? (double)f : double.NaN;
}

internal sealed class ArmedBlock(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("armed", "source", "Armed", "Happens once: at the first evaluation after arming that may order.", None, [Event("now")], [], w => new ArmedBlock(w));

    private readonly int _now = w.Out("now");

    public override void Step() => V[_now] = Truth(Board.Armed);
}
