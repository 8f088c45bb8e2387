using Argix.Connections.Egress;
using Argix.Contracts.Testing;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>No nonce twice and none that is smaller, whatever the clock does.</summary>
public sealed class NonceTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task It_is_the_time_in_microseconds_and_never_the_same_twice()
    {
        using var nonces = new NonceSource(bench.Open, new FakeTimeProvider(Noon));
        var first = await nonces.NextAsync(default);
        Assert.Equal(Noon.ToUnixTimeMilliseconds() * 1000, first);
        Assert.Equal(first + 1, await nonces.NextAsync(default));
    }

    [Fact]
    public async Task Many_callers_at_once_get_different_ones()
    {
        using var nonces = new NonceSource(bench.Open, TimeProvider.System);
        var all = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(async () => await nonces.NextAsync(default))));
        Assert.Equal(500, all.Distinct().Count());
    }

    [Fact]
    public async Task After_a_restart_with_a_clock_that_stepped_back_it_goes_on_above_all_that_was_handed_out()
    {
        long last;
        var clock = new FakeTimeProvider(Noon);
        using (var before = new NonceSource(bench.Open, clock))
        {
            await before.NextAsync(default);
            clock.Advance(TimeSpan.FromSeconds(25));
            last = await before.NextAsync(default);
        }
        using var after = new NonceSource(bench.Open, new FakeTimeProvider(Noon.AddHours(-1)));
        Assert.True(await after.NextAsync(default) > last);
    }
}
