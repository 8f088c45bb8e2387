using Argix.Contracts;
using Argix.Contracts.Testing;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;
using Argix.UnitTests.Trading.Core;
using Argix.UnitTests.Trading.Lanes;

namespace Argix.UnitTests.Trading.Orders;

/// <summary>All questions for prices of one reading share one patience: a venue that hangs holds nobody up for longer.</summary>
public sealed class PriceReaderTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task AVenueThatAnswersSlowlyGetsThreeSecondsForAllItsQuestionsTogether()
    {
        var venue = new Slow();
        await using var bench = new LaneBench(venue, _clock);
        await using var pump = new LanePump(bench.Open, bench.Tools);
        bench.Accounts.SetHealth(DeskBench.Connection, new LaneStatus("connected", null, true), _clock.GetUtcNow());
        bench.Accounts.SetAccount(DeskBench.Connection, new AccountSnapshot([], [Held("AAPL"), Held("MSFT"), Held("SPY")], _clock.GetUtcNow()));
        var reading = new PriceReader(_ => pump, bench.Accounts, _clock).ReadAsync(DeskBench.Connection, TestContext.Current.CancellationToken);
        for (var second = 1; second <= 2; second++) // each answer takes a second: positions, then one quote after the other
        {
            await venue.AskedAsync(second);
            _clock.Advance(TimeSpan.FromSeconds(1));
            venue.Answer();
        }

        await venue.AskedAsync(3);
        Assert.False(reading.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await reading);
        Assert.Equal(3, venue.Asked);
    }

    private Position Held(string symbol) => new(symbol, DeskBench.Apple with { Symbol = symbol }, 1, 100, null, "USD", _clock.GetUtcNow());

    private sealed class Slow : BareAdapter, IReadAccount, IReadMarket
    {
        private readonly SemaphoreSlim _asked = new(0);
        private TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public int Asked => _count;

        public async Task AskedAsync(int count)
        {
            await _asked.WaitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(count, _count);
        }

        public void Answer() => Interlocked.Exchange(ref _go, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
        {
            await WaitAsync();
            return new Page<Position>([], null, new Coverage(default, default, true, true, true, true, default)); // no price of any of them
        }

        public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
        {
            await WaitAsync();
            return new Quote(instrument.Symbol, 1, 1, 1, default, null);
        }

        public Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct) => throw new NotSupportedException();

        public Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct) => throw new NotSupportedException();

        public Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct) => throw new NotSupportedException();

        public Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => throw new NotSupportedException();

        public Task<MarketClock?> ClockAsync(CancellationToken ct) => throw new NotSupportedException();

        private async Task WaitAsync()
        {
            var go = Volatile.Read(ref _go);
            Interlocked.Increment(ref _count);
            _asked.Release();
            await go.Task;
        }
    }
}
