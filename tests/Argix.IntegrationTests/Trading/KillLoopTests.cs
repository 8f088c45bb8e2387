using Argix.Contracts.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>
/// kill −9 again and again, while the venue, a process of its own with its own ledger, cuts, loses, delays and garbles. Only the ledger and our API judge.
/// <c>ARGIX_KILLS</c> sets how often each host is killed (25 without it).
/// </summary>
public sealed class KillLoopTests(ITestOutputHelper output)
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("ARGIX_KILLS"), out var kills) ? kills : 25;

    [Fact]
    public async Task Killed_again_and_again_beside_an_unkind_venue_it_loses_and_doubles_nothing()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var random = new Random(1);
        var answers = new Dictionary<string, Answer?>(StringComparer.Ordinal);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await all.Venue.FaultAsync(Fault(random));
            await CutAsync(all.Platform, all.Desk, all.Connection.Id, kill, answers);
        }

        await PowerCut.SettleAsync(all.Platform, all.Desk, all.Connection.Id);
        var ours = await all.Desk.OrdersAsync();
        var accepted = all.Venue.Accepted();
        output.WriteLine($"{Kills} kills on SQLite: " + PowerCut.Words(0, answers, ours, accepted.Count));
        PowerCut.AssertAgree(answers, ours, [.. accepted.Keys], all.Venue.Filled);
        Assert.Equal(all.Venue.Positions().Where(p => p.Value != 0).OrderBy(p => p.Key), await PowerCut.PositionsAsync(all.Desk));
        Assert.True((await all.Desk.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task Killed_again_and_again_on_postgresql_it_loses_and_doubles_nothing()
    {
        await using var platform = await Platform.StartOnPostgresAsync();
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var answers = new Dictionary<string, Answer?>(StringComparer.Ordinal);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await CutAsync(platform, desk, connection.Id, kill, answers);
        }

        await PowerCut.SettleAsync(platform, desk, connection.Id);
        var (ledger, ours) = (platform.PaperLedger(), await desk.OrdersAsync());
        output.WriteLine($"{Kills} kills on PostgreSQL: " + PowerCut.Words(0, answers, ours, ledger.Accepted.Count()));
        PowerCut.AssertAgree(answers, ours, [.. ledger.ClientIds.Values], ledger.Filled);
        await PaperPathTests.AssertEqualsLedgerAsync(desk, ledger);
        Assert.True((await desk.VerifyAsync()).Ok);
    }

    private static async Task CutAsync(Platform platform, Desk desk, Guid connection, int kill, Dictionary<string, Answer?> answers)
    {
        foreach (var (key, answer) in await PowerCut.CutInTheMiddleAsync(platform, desk, connection, kill, orders: 12))
        {
            answers[key] = answer;
        }

        await platform.StartAgainAsync();
        await desk.ReadyAsync(connection);
    }

    private static Fault Fault(Random random) => random.Next(7) switch
    {
        0 => new Fault(FaultKind.LoseAnswer, "POST /v2/orders", 2),
        1 => new Fault(FaultKind.CloseBefore, "POST /v2/orders", 2),
        2 => new Fault(FaultKind.AnswerAfter, "POST /v2/orders", 1, Status: 504),
        3 => new Fault(FaultKind.Truncate, "POST /v2/orders"),
        4 => new Fault(FaultKind.DelayAnswer, "POST /v2/orders", 3, Milliseconds: 300),
        5 => new Fault(FaultKind.DropMessage, Times: 4),
        _ => new Fault(FaultKind.DuplicateMessage, Times: 6),
    };
}
