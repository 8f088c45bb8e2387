using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>kill −9 in the middle of a stream of orders; the venue's own ledger judges afterwards.</summary>
public class PowerCutTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task After_a_power_cut_ledger_and_platform_agree_on_the_scripted_alpaca(int seed)
    {
        await using var all = await AlpacaDesk.StartAsync();
        var answers = await PowerCut.CutInTheMiddleAsync(all.Platform, all.Desk, all.Connection.Id, seed);
        await PowerCut.SettleAsync(all.Platform, all.Desk, all.Connection.Id);

        var accepted = all.Venue.Accepted();
        var ours = await all.Desk.OrdersAsync();
        output.WriteLine(PowerCut.Words(seed, answers, ours, accepted.Count));
        PowerCut.AssertAgree(answers, ours, [.. accepted.Keys], all.Venue.Filled);
        Assert.Equal(all.Venue.Positions().Where(p => p.Value != 0).OrderBy(p => p.Key), await PowerCut.PositionsAsync(all.Desk));
        // A request that died with the host half way is a call without an acceptance; nothing was ever sent a second time.
        Assert.InRange((await all.Venue.CallsAsync()).Count(c => c is { Method: "POST", Path: "/v2/orders" }), accepted.Count, ours.Count);
        Assert.True((await all.Desk.VerifyAsync()).Ok);
    }

    [Theory]
    [InlineData(3, "SQLite")]
    [InlineData(11, "SQLite")]
    [InlineData(5, "PostgreSQL")]
    public async Task After_a_power_cut_ledger_and_platform_agree_on_the_paper_venue(int seed, string store)
    {
        await using var platform = store == "PostgreSQL" ? await Platform.StartOnPostgresAsync() : await Platform.StartAsync();
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var answers = await PowerCut.CutInTheMiddleAsync(platform, desk, connection.Id, seed);
        await PowerCut.SettleAsync(platform, desk, connection.Id);

        var ledger = platform.PaperLedger();
        var ours = await desk.OrdersAsync();
        output.WriteLine(PowerCut.Words(seed, answers, ours, ledger.Accepted.Count()));
        PowerCut.AssertAgree(answers, ours, [.. ledger.ClientIds.Values], ledger.Filled);
        await PaperPathTests.AssertEqualsLedgerAsync(desk, ledger);
        Assert.True((await desk.VerifyAsync()).Ok);
    }
}
