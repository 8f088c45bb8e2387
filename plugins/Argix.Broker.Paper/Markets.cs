using Argix.Contracts;
using Argix.Venue;

namespace Argix.Broker.Paper;

/// <summary>Every symbol's prices: seeded, or from a replay file where the configuration names one.</summary>
internal sealed class Markets
{
    private const int MostBars = 20_000;
    private readonly Prices _prices;
    private readonly Dictionary<string, (IReadOnlyList<Bar> Bars, decimal Speed)> _files;
    private readonly Dictionary<string, Replay> _replays = [];

    public Markets(Settings settings)
    {
        _prices = new Prices(settings.Seed);
        _files = settings.Replays.ToDictionary(r => r.Key.ToUpperInvariant(), r => (ReplayFile.Read(r.Value.File), r.Value.Speed));
        Continue(new Dictionary<string, DateTimeOffset>());
    }

    public IReadOnlyDictionary<string, PaperListing> Listings { get; } = Paper.Listings.All().ToDictionary(l => l.Instrument.Symbol);

    /// <summary>Symbols with seeded prices.</summary>
    public IEnumerable<string> Quoted => Listings.Keys.Where(s => !_files.ContainsKey(s));

    public IEnumerable<Listing> ForEngine => Listings.Values.Select(l => l.ForEngine(_files.ContainsKey(l.Instrument.Symbol)));

    public IEnumerable<KeyValuePair<string, Replay>> Replays => _replays;

    /// <summary>Lets replays go on behind the bars that the ledger names: the venue's time never goes back.</summary>
    public void Continue(IReadOnlyDictionary<string, DateTimeOffset> lastBars)
    {
        foreach (var (symbol, (bars, speed)) in _files)
        {
            _replays[symbol] = new Replay(bars, speed, lastBars.TryGetValue(symbol, out var last) ? last : null);
        }
    }

    public Replay? Replay(string symbol) => _replays.GetValueOrDefault(symbol);

    public PaperListing Listing(string symbol) => Listings.GetValueOrDefault(symbol)
        ?? throw new VenueException(ErrorCodes.UnknownInstrument, $"the paper venue does not list {symbol}", Map.Said(ErrorCodes.UnknownInstrument, symbol));

    public Quote Quote(PaperListing listing, DateTimeOffset now) => Replay(listing.Instrument.Symbol) is { } replay
        ? new Quote(listing.Instrument.Symbol, replay.Price, replay.Price, replay.Price, replay.Now, TimeSpan.Zero)
        : _prices.Quote(listing, now);

    public Bar Bar(PaperListing listing, DateTimeOffset start, TimeSpan size) => _prices.Bar(listing, start, size);

    /// <summary>The bars that a replay has played and that start in [from, to); null for a seeded symbol.</summary>
    public IReadOnlyList<Bar>? Played(PaperListing listing, DateTimeOffset from, DateTimeOffset to) =>
        Replay(listing.Instrument.Symbol) is { } replay ? [.. replay.Closed.Where(b => b.Start >= from && b.Start < to)] : null;

    /// <summary>Seeded bars that start in [from, to) and have closed by now. A pure calculation, safe beside the pump.</summary>
    public IReadOnlyList<Bar> Seeded(PaperListing listing, TimeSpan size, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        CheckSize(size);
        var end = to < now - size ? to : now - size + TimeSpan.FromTicks(1);
        if (from >= end)
        {
            return [];
        }

        var first = Prices.Floor(from, size);
        first = first < from ? first + size : first;
        var count = first >= end ? 0 : ((end - first).Ticks + size.Ticks - 1) / size.Ticks;
        return count <= MostBars
            ? [.. Enumerable.Range(0, (int)count).Select(i => Bar(listing, first + (size * i), size))]
            : throw new VenueException(ErrorCodes.InvalidOrder, $"at most {MostBars} bars at once", Map.Said(ErrorCodes.InvalidOrder, "too many bars"));
    }

    public static void CheckSize(TimeSpan size)
    {
        if (size < TimeSpan.FromSeconds(1) || size > TimeSpan.FromDays(366) || size.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new VenueException(ErrorCodes.InvalidOrder, "a bar is one second to one year long, in whole seconds", Map.Said(ErrorCodes.InvalidOrder, "bar size"));
        }
    }
}
