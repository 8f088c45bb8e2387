using System.Runtime.CompilerServices;
using Argix.Contracts;
using Argix.Contracts.Testing;
using Argix.Trading.Lanes;

namespace Argix.UnitTests.Trading.Lanes;

/// <summary>What is kept of a venue's instruments, and when it is read again.</summary>
public sealed class InstrumentCacheTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheListIsReadOnceAnHourHoweverManySearch()
    {
        var (venue, clock) = (new Listing { Listed = [One("AAPL"), One("MSFT")] }, new FakeTimeProvider());
        var cache = new InstrumentCache(venue, clock);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => cache.SearchAsync("aapl", 10, Ct))), f => Assert.Equal("AAPL", Assert.Single(f).Symbol));
        Assert.Equal([""], venue.Searched);
        venue.Listed = [One("AAPL"), One("AAPLX")];
        Assert.Single(await cache.SearchAsync("aapl", 10, Ct));
        clock.Advance(InstrumentCache.RefreshEvery);
        Assert.Equal(2, (await cache.SearchAsync("aapl", 10, Ct)).Count);
    }

    [Fact]
    public async Task AVenueWithoutAListIsAskedForTheText()
    {
        var venue = new Listing { ByText = t => t == "ibm" ? [One("IBM")] : [] };
        var cache = new InstrumentCache(venue, new FakeTimeProvider());
        Assert.Equal("IBM", Assert.Single(await cache.SearchAsync("ibm", 10, Ct)).Symbol);
        Assert.Empty(await cache.SearchAsync("", 10, Ct));
        Assert.Equal(["", "ibm"], venue.Searched);
    }

    [Fact]
    public async Task AFailedReadingOfTheListIsNotKept()
    {
        var venue = new Listing { Fails = true };
        var cache = new InstrumentCache(venue, new FakeTimeProvider());
        await Assert.ThrowsAsync<VenueException>(() => cache.SearchAsync("a", 10, Ct));
        (venue.Fails, venue.Listed) = (false, [One("A")]);
        Assert.Single(await cache.SearchAsync("a", 10, Ct));
    }

    // A venue that changes a step would refuse, or worse round, every order until the next start.
    [Fact]
    public async Task RulesInUseAreReadAgainEachHourAndWhatIsNoLongerListedIsForgotten()
    {
        var (venue, clock) = (new Listing { Listed = [One("AAPL"), One("GONE")] }, new FakeTimeProvider());
        var cache = new InstrumentCache(venue, clock);
        Assert.NotNull(await cache.GetAsync("AAPL", AssetClass.Equity, Ct));
        Assert.NotNull(await cache.GetAsync("GONE", AssetClass.Equity, Ct));
        using var life = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var refreshing = cache.RefreshAsync(life.Token);
        venue.Listed = [One("AAPL") with { Tick = 0.05m }];
        Assert.Equal(0.01m, (await cache.GetAsync("AAPL", AssetClass.Equity, Ct))!.Tick);
        clock.Advance(InstrumentCache.RefreshEvery);
        while ((await cache.GetAsync("AAPL", AssetClass.Equity, Ct))!.Tick != 0.05m || await cache.GetAsync("GONE", AssetClass.Equity, Ct) is not null)
        {
            await Task.Yield();
        }

        venue.Fails = true;
        clock.Advance(InstrumentCache.RefreshEvery);
        await Task.Yield();
        Assert.Equal(0.05m, (await cache.GetAsync("AAPL", AssetClass.Equity, Ct))!.Tick);
        await life.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => refreshing);
    }

    private static Instrument One(string symbol) => new(symbol, symbol, AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, null, null, null, true);

    private sealed class Listing : BareAdapter, IReadInstruments
    {
        private readonly List<string> _searched = [];

        public IReadOnlyList<Instrument> Listed { get; set; } = [];
        public Func<string, IReadOnlyList<Instrument>>? ByText { get; init; }
        public bool Fails { get; set; }
        public IReadOnlyList<string> Searched => _searched;

        public Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct) =>
            Fails ? throw Failure() : Task.FromResult(Listed.FirstOrDefault(i => i.Symbol == symbol));

        public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
        {
            _searched.Add(text);
            await Task.Yield();
            foreach (var i in Fails ? throw Failure() : ByText?.Invoke(text) ?? Listed)
            {
                yield return i;
            }
        }

        private static VenueException Failure() => new(ErrorCodes.BrokerUnreachable, "away", new Evidence(Sent.No, 0));
    }
}
