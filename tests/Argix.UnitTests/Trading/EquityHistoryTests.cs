using Argix.Contracts;
using Argix.Trading;
using Argix.Trading.Lanes;

namespace Argix.UnitTests.Trading;

public class EquityHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);
    private readonly Guid _connection = Guid.Parse("01a20940-e405-7aed-b8dc-810167867976");
    private readonly AccountBook _accounts = new();

    [Fact]
    public async Task Readings_within_a_minute_move_the_last_point_and_later_ones_make_a_new_one()
    {
        var history = await ListenAsync();
        foreach (var (seconds, equity) in new[] { (0, 100m), (30, 101m), (50, 102m), (90, 103m), (100, 104m) })
        {
            Read(seconds, new Balance("USD", equity, null, equity, null, Start));
        }

        Assert.Equal([100m, 102m, 104m], history.Of(_connection).Select(p => p.Equity));
    }

    [Fact]
    public async Task Several_currencies_without_an_equity_have_no_sum()
    {
        var history = await ListenAsync();
        Read(0, new Balance("USD", 5, null, null, null, Start), new Balance("EUR", 7, null, null, null, Start));
        Assert.Empty(history.Of(_connection));
    }

    [Fact]
    public async Task A_change_of_health_adds_no_point()
    {
        var history = await ListenAsync();
        Read(0, new Balance("USD", 100, null, 100, null, Start));
        _accounts.Forget(_connection);
        Assert.Single(history.Of(_connection));
    }

    private async Task<EquityHistory> ListenAsync()
    {
        var history = new EquityHistory(_accounts);
        await history.StartAsync(TestContext.Current.CancellationToken);
        return history;
    }

    private void Read(int seconds, params Balance[] balances) => _accounts.SetAccount(_connection, new AccountSnapshot(balances, [], Start.AddSeconds(seconds)));
}
