using System.Globalization;

namespace Argix.Strategies.Core.Graph;

/// <summary>A strategy to begin with, and what it is for.</summary>
public sealed record Template(string Id, string Name, string Purpose, GraphDocument Document);

/// <summary>What the strategy trades: the settings of its bars.</summary>
public sealed record Instrumented(string Symbol, string AssetClass, string Timeframe, string ConnectionId = "");

/// <summary>The templates. They are for learning and for changing; none of them is advice.</summary>
public static class Templates
{
    public static IReadOnlyList<Template> All { get; } =
    [
        new("moving_average_cross", "Moving-average cross", "Follows a trend: buys when a fast average crosses above a slow one and leaves when it is below. Loses a little often, and wins when a trend is long.",
            Cross(new("SPY", "equity", "P1D"), 5, 20, 10m, null, false)),
        new("rsi_reversion", "RSI mean reversion", "Buys weakness in a rising market: RSI below 30 while the price is above its long average; leaves when RSI is above 55 or at a stop of 5 %.", Rsi()),
        new("bollinger_reversion", "Bollinger reversion", "Buys when the price comes back above the lower band, sells at the middle. For markets that move sideways.", Bollinger()),
        new("donchian_breakout", "Donchian breakout", "Buys a new high of 20 bars, sized by volatility so that every position swings alike; leaves at a low of 10 bars.", Donchian()),
        new("macd_trend", "MACD with trend filter", "Buys when MACD crosses above its signal while ADX says that there is a trend; leaves when it is below.", Macd()),
        new("session_momentum", "Opening momentum", "Intraday: once a session, buys when the price is above the day's VWAP in the first two hours; out before the close.", Momentum()),
        new("volatility_stop", "Trend with risk per trade", "Trend following that loses 1 % of equity at most when its stop, two average true ranges away, is hit.", Volatility()),
        new("signal_follower", "Signal follower", "Does what signed signals from outside say (TradingView or your own code), within limits of its own.", Signals()),
    ];

    public static Template? Find(string id) => All.FirstOrDefault(t => t.Id == id);

    /// <summary>The moving-average cross with its figures; exactly one of quantity and amount is given.</summary>
    public static GraphDocument Cross(Instrumented trade, int fast, int slow, decimal? quantity, decimal? amount, bool enterOnArm)
    {
        var sketch = Bars(trade)
            .Block("fast", "sma", "Fast average", "period", Text(fast)).Block("slow", "sma", "Slow average", "period", Text(slow))
            .Block("crossed", "crosses_above", "fast crossed above slow").Block("below", "compare", "fast is below slow", "is", "below")
            .Wire("bars.close", "fast.in", "slow.in").Wire("fast.value", "crossed.a", "below.a").Wire("slow.value", "crossed.b", "below.b");
        _ = quantity is { } q ? sketch.Block("size", "fixed_quantity", null, "quantity", Spelling.Of(q)) : sketch.Block("size", "fixed_notional", null, "amount", Spelling.Of(amount!.Value));
        _ = enterOnArm
            ? sketch.Block("armed", "armed").Block("above", "compare", null, "is", "above").Block("atonce", "and", "fast is above slow at arming").Block("start", "or", "fast is above slow")
                .Wire("fast.value", "above.a").Wire("slow.value", "above.b").Wire("armed.now", "atonce.in").Wire("above.is", "atonce.in").Wire("atonce.is", "start.in").Wire("crossed.now", "start.in")
            : sketch;
        return Traded(sketch, enterOnArm ? "start.is" : "crossed.now", "below.is", quantity is { } most ? ["notional", "0", "quantity", Spelling.Of(most)] : ["notional", Spelling.Of(amount!.Value)]).Done();
    }

    private static GraphDocument Rsi() => Traded(Bars(new("SPY", "equity", "P1D"))
        .Block("rsi", "rsi", null, "period", "14").Block("trend", "sma", "Long average", "period", "200").Block("low", "constant", null, "value", "30", "unit", "oscillator").Block("high", "constant", null, "value", "55", "unit", "oscillator")
        .Block("weak", "compare", "RSI is low", "is", "below").Block("rising", "compare", "price is above its long average", "is", "above").Block("both", "and", "weak in a rising market").Block("strong", "compare", "RSI is high again", "is", "above")
        .Block("size", "equity_percent", null, "percent", "10").Block("protect", "protect", null, "stopLoss", "5")
        .Wire("bars.close", "rsi.in", "trend.in", "rising.a").Wire("rsi.value", "weak.a", "strong.a").Wire("low.value", "weak.b").Wire("high.value", "strong.b").Wire("trend.value", "rising.b")
        .Wire("weak.is", "both.in").Wire("rising.is", "both.in"), "both.is", "strong.is", ["notional", "20000"], "protect").Done();

    private static GraphDocument Bollinger() => Traded(Bars(new("SPY", "equity", "P1D"))
        .Block("bands", "bollinger", null, "period", "20", "deviations", "2").Block("back", "crosses_above", "price came back above the lower band").Block("middle", "compare", "price is at the middle", "is", "above_or_equal")
        .Block("size", "equity_percent", null, "percent", "10")
        .Wire("bars.close", "bands.in", "back.a", "middle.a").Wire("bands.lower", "back.b").Wire("bands.middle", "middle.b"), "back.now", "middle.is", ["notional", "20000"]).Done();

    private static GraphDocument Donchian() => Traded(Bars(new("SPY", "equity", "P1D"))
        .Block("channel", "donchian", "20 bars", "period", "20").Block("exitchannel", "donchian", "10 bars", "period", "10").Block("highbefore", "lag", "High before", "bars", "1").Block("lowbefore", "lag", "Low before", "bars", "1").Block("atr", "atr")
        .Block("breakout", "compare", "new high of 20 bars", "is", "above").Block("breakdown", "compare", "new low of 10 bars", "is", "below").Block("size", "volatility_target", null, "percent", "1", "multiple", "1")
        .Wire("bars.close", "channel.in", "exitchannel.in", "atr.in", "breakout.a", "breakdown.a").Wire("channel.upper", "highbefore.in").Wire("exitchannel.lower", "lowbefore.in")
        .Wire("highbefore.value", "breakout.b").Wire("lowbefore.value", "breakdown.b").Wire("atr.value", "size.atr"), "breakout.is", "breakdown.is", ["notional", "25000"]).Done();

    private static GraphDocument Macd() => Traded(Bars(new("SPY", "equity", "P1D"))
        .Block("macd", "macd").Block("adx", "adx").Block("least", "constant", null, "value", "20", "unit", "oscillator")
        .Block("crossed", "crosses_above", "MACD crossed its signal").Block("trending", "compare", "there is a trend", "is", "above").Block("both", "and", "MACD crossed in a trend").Block("below", "compare", "MACD is below its signal", "is", "below")
        .Block("size", "equity_percent", null, "percent", "10")
        .Wire("bars.close", "macd.in", "adx.in").Wire("macd.macd", "crossed.a", "below.a").Wire("macd.signal", "crossed.b", "below.b").Wire("adx.adx", "trending.a").Wire("least.value", "trending.b")
        .Wire("crossed.now", "both.in").Wire("trending.is", "both.in"), "both.is", "below.is", ["notional", "20000"]).Done();

    private static GraphDocument Momentum() => Traded(Bars(new("SPY", "equity", "PT5M"))
        .Block("session", "session", null, "timeZone", "America/New_York", "opens", "09:30", "closes", "16:00", "weekends", "false").Block("vwap", "vwap", null, "timeZone", "America/New_York")
        .Block("early", "constant", null, "value", "120", "unit", "minutes").Block("late", "constant", null, "value", "375", "unit", "minutes")
        .Block("above", "compare", "price is above VWAP", "is", "above").Block("first", "compare", "first two hours", "is", "below").Block("both", "and").Block("once", "once_per_session", "above VWAP, once a session", "timeZone", "America/New_York").Block("close", "compare", "the close is near", "is", "above_or_equal")
        .Block("size", "fixed_notional", null, "amount", "5000").Block("hours", "trading_hours", null, "timeZone", "America/New_York", "from", "09:35", "to", "12:00")
        .Wire("bars.close", "vwap.in", "above.a").Wire("vwap.value", "above.b").Wire("session.minutes", "first.a", "close.a").Wire("early.value", "first.b").Wire("late.value", "close.b")
        .Wire("above.is", "both.in").Wire("first.is", "both.in").Wire("both.is", "once.in"), "once.now", "close.is", ["notional", "5000"], "hours").Done();

    private static GraphDocument Volatility() => Traded(Bars(new("SPY", "equity", "P1D"))
        .Block("average", "ema", "Average", "period", "50").Block("atr", "atr").Block("two", "constant", null, "value", "2").Block("distance", "arithmetic", "Distance to the stop", "operation", "multiply").Block("stop", "arithmetic", "Stop", "operation", "subtract")
        .Block("crossed", "crosses_above", "price crossed above its average").Block("below", "compare", "price is below its average", "is", "below").Block("size", "risk_to_stop", null, "percent", "1").Block("protect", "protect", null, "stopLoss", "8")
        .Wire("bars.close", "average.in", "atr.in", "crossed.a", "below.a", "stop.a").Wire("average.value", "crossed.b", "below.b").Wire("atr.value", "distance.a").Wire("two.value", "distance.b").Wire("distance.value", "stop.b").Wire("stop.value", "size.stop"),
        "crossed.now", "below.is", ["notional", "25000"], "protect").Done();

    private static GraphDocument Signals() => Traded(Bars(new("BTC/USD", "crypto", "PT1M")).Block("signal", "signal").Block("leave", "or", "signal to leave").Block("size", "fixed_notional", null, "amount", "500").Block("few", "max_orders", null, "perMinute", "5", "perDay", "50")
        .Wire("signal.sell", "leave.in").Wire("signal.exit", "leave.in"), "signal.buy", "leave.is", ["notional", "500"], "few").Done();

    private static Sketch Bars(Instrumented trade) => new Sketch().Block("bars", "bars", null,
        "symbol", trade.Symbol, "assetClass", trade.AssetClass, "timeframe", trade.Timeframe, "connectionId", trade.ConnectionId);

    // enter → guards → market, and exit → (protect) → market. The order blocks are called buy and sell.
    private static Sketch Traded(Sketch sketch, string enter, string exit, string[] most, string? guard = null)
    {
        var protects = guard == "protect";
        sketch.Block("enter", "enter").Block("exit", "exit").Block("limit", "max_position", null, most).Block("buy", "market").Block("sell", "market")
            .Wire(enter, "enter.when").Wire("size.size", "enter.size").Wire(exit, "exit.when").Wire("enter.intent", "limit.intent");
        _ = protects ? sketch.Wire("exit.intent", "protect.intent").Wire("protect.intent", "sell.intent") : sketch.Wire("exit.intent", "sell.intent");
        return guard is null || protects ? sketch.Wire("limit.intent", "buy.intent") : sketch.Wire("limit.intent", $"{guard}.intent").Wire($"{guard}.intent", "buy.intent");
    }

    private static string Text(int figure) => figure.ToString(CultureInfo.InvariantCulture);
}
