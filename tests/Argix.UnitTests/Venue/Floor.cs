using Argix.Contracts;
using Argix.Venue;

namespace Argix.UnitTests.Venue;

/// <summary>An engine with one symbol per kind of liquidity and short words for the commands.</summary>
internal sealed class Floor
{
    public const string Book = "BOOK";
    public const string Quotes = "QUOTE";
    public const string Bars = "BAR";
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 14, 30, 0, TimeSpan.Zero);

    public static readonly IReadOnlyList<Listing> Listings =
    [
        new(Book, AssetClass.Equity, Liquidity.Book, 0.01m, 1),
        new(Quotes, AssetClass.Crypto, Liquidity.Quotes, 0.01m, 1, 0.001m),
        new(Bars, AssetClass.Equity, Liquidity.Bars, 0.01m, 1),
    ];

    private readonly Engine _engine = new(Listings);
    private int _seconds;

    public Engine Engine => _engine;

    public IReadOnlyList<EngineEvent> Send(string symbol, string id, Side side, decimal quantity, decimal? limit = null, decimal? stop = null, TimeInForce tif = TimeInForce.Gtc)
    {
        var type = (limit, stop) switch { (null, null) => OrderType.Market, (_, null) => OrderType.Limit, (null, _) => OrderType.Stop, _ => OrderType.StopLimit };
        return _engine.Handle(new Submit(new NewOrder(id, symbol, side, type, tif, quantity, limit, stop), Tick()));
    }

    public IReadOnlyList<EngineEvent> Quote(decimal bid, decimal ask, decimal? bidSize = null, decimal? askSize = null) =>
        _engine.Handle(new Quoted(Quotes, bid, ask, Tick(), bidSize, askSize));

    public IReadOnlyList<EngineEvent> Bar(decimal open, decimal high, decimal low, decimal close) =>
        _engine.Handle(new BarPassed(Bars, open, high, low, close, Tick(), Tick()));

    public IReadOnlyList<EngineEvent> Handle(Func<DateTimeOffset, Command> command) => _engine.Handle(command(Tick()));

    private DateTimeOffset Tick() => Start.AddSeconds(_seconds++);
}
