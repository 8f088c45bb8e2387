using Argix.Contracts.Manifest;
using Argix.Pages.Brokers;
using Argix.Plugins;
using Xunit;

namespace Argix.UnitTests.Pages;

public sealed class MarketFilterTests
{
    private static readonly MarketFilter Nothing = new(null, null, null, null, null);

    private static readonly BrokerEntry Alpaca = Entries.Make("alpaca", Entries.Manifest("alpaca", ["equity", "crypto"], ["paper", "live"], ["credentials"], "US shares"));

    private static readonly BrokerEntry Tradier = Entries.Make("tradier", Entries.Manifest("tradier", ["option"], ["live"], ["oauth"]), availability: Availability.Maintenance, why: "being rebuilt");

    [Fact]
    public void An_empty_filter_lets_every_broker_through_blocked_ones_included()
    {
        Assert.True(Nothing.IsEmpty);
        Assert.All([Alpaca, Tradier], b => Assert.True(Nothing.Lets(b)));
    }

    [Theory]
    [InlineData("ALP", true)]
    [InlineData("us crypto", true)] // one word in the summary, one in the asset classes
    [InlineData("us options", false)]
    [InlineData("kraken", false)]
    public void Every_word_of_the_search_must_be_found_somewhere(string text, bool lets) => Assert.Equal(lets, (Nothing with { Text = text }).Lets(Alpaca));

    [Fact]
    public void Each_part_narrows_and_parts_add_up()
    {
        Assert.True((Nothing with { Asset = "crypto", Method = "credentials", Environment = "live" }).Lets(Alpaca));
        Assert.False((Nothing with { Asset = "crypto", Method = "oauth" }).Lets(Alpaca));
        Assert.False((Nothing with { Environment = "paper" }).Lets(Tradier));
    }

    [Fact]
    public void The_status_says_maintenance_before_anything_else_and_a_plugin_that_does_not_run_is_blocked()
    {
        var faulted = Entries.Make("x", state: PluginState.Faulted, reason: "threw");
        Assert.Equal("available", MarketFilter.StatusOf(Alpaca));
        Assert.Equal("maintenance", MarketFilter.StatusOf(Tradier));
        Assert.Equal("blocked", MarketFilter.StatusOf(faulted));
    }
}
