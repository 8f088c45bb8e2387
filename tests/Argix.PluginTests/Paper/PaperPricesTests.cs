using Argix.Contracts;
using Argix.Contracts.Manifest;
using Xunit;

namespace Argix.PluginTests.Paper;

public sealed class PaperPricesTests : IAsyncDisposable
{
    private readonly PaperDesk _desk = new();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Bars_of_the_past_agree_with_the_streamed_ones_and_each_opens_at_the_last_close()
    {
        var aapl = await _desk.InstrumentAsync("AAPL");
        List<Bar> live = [];
        await using var stream = _desk.As<IStreamBars>().BarsAsync(aapl, TimeSpan.FromSeconds(5), default).GetAsyncEnumerator();
        while (live.Count < 12)
        {
            var next = stream.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                _desk.Manual.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            Assert.True(await next);
            live.Add(stream.Current);
        }

        var past = (await _desk.As<IReadMarket>().BarsAsync(aapl, TimeSpan.FromSeconds(5), live[0].Start, live[0].Start.AddSeconds(60), default)).Items;
        Assert.Equal(past, live);
        Assert.All(live.Zip(live.Skip(1)), p => Assert.Equal(p.First.Close, p.Second.Open));
        Assert.All(live, b => Assert.True(b.High >= Math.Max(b.Open, b.Close) && b.Low <= Math.Min(b.Open, b.Close)));
    }

    [Fact]
    public async Task A_bar_that_has_not_closed_is_not_shown()
    {
        var now = _desk.Manual.GetUtcNow();
        var bars = (await _desk.As<IReadMarket>().BarsAsync(await _desk.InstrumentAsync("AAPL"), TimeSpan.FromMinutes(1), now.AddMinutes(-3), now.AddHours(1), default)).Items;
        Assert.Equal([now.AddMinutes(-3), now.AddMinutes(-2), now.AddMinutes(-1)], bars.Select(b => b.Start));
    }

    [Theory]
    [InlineData("AAPL", 1)]
    [InlineData("AAPL", 5)]
    [InlineData("BTC/USD", 1)]
    [InlineData("BTC/USD", 5)]
    [InlineData("EUR/USD", 5)]
    public async Task Averages_of_5_and_20_bars_cross_often_enough_to_watch(string symbol, int seconds)
    {
        var now = _desk.Manual.GetUtcNow();
        var bars = (await _desk.As<IReadMarket>().BarsAsync(await _desk.InstrumentAsync(symbol), TimeSpan.FromSeconds(seconds), now.AddHours(-4), now, default)).Items;
        var closes = bars.Select(b => b.Close).ToArray();
        var above = Enumerable.Range(20, closes.Length - 20).Select(i => closes[(i - 5)..i].Average() > closes[(i - 20)..i].Average()).ToArray();
        var crossings = above.Zip(above.Skip(1)).Count(p => p.First != p.Second);
        Console.WriteLine($"paper prices: {symbol} on {seconds} s bars crosses {crossings / 4} times an hour; range {closes.Min()} to {closes.Max()}");
        Assert.InRange(crossings / 4, 30, 400);
    }

    [Fact]
    public async Task Quotes_have_a_spread_on_the_tick_and_no_delay()
    {
        await foreach (var instrument in _desk.As<IReadInstruments>().SearchAsync("", default))
        {
            var quote = await _desk.As<IReadMarket>().QuoteAsync(instrument, default);
            Assert.True(quote.Bid > 0 && quote.Bid < quote.Ask && quote.Bid % instrument.Tick == 0 && quote.Ask % instrument.Tick == 0, quote.ToString());
            Assert.Equal(TimeSpan.Zero, quote.Delay);
        }
    }

    [Fact]
    public void The_manifest_can_be_read_and_says_what_the_adapter_keeps()
    {
        var manifest = ManifestReader.Read(File.ReadAllBytes(Path.Combine(PaperDesk.Repository, "plugins", "Argix.Broker.Paper", "plugin.json")));
        Assert.Equal(("paper", "forever", "all", "executions"), (manifest.Id, manifest.ClientOrderId.Scope, manifest.ClientOrderId.Lookup, manifest.Fills.Truth));
        Assert.Contains(manifest.Errors, r => r is { Code: ErrorCodes.InsufficientFunds, Verdict: "refused" });
        Assert.Equal("startingCash", Assert.Single(Assert.Single(manifest.Methods).Fields).Name);
    }
}
